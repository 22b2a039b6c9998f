import type { CallFailure } from '../../call/errors/answer.ts'
import { endsNoPlan } from '../../call/errors/from-outside.ts'
import type { StopCause } from '../../call/errors/stop-cause.ts'
import type { CallRecord } from '../../turn/call-record.ts'
import type { RunBounds } from '../../turn/shared/run-bounds.ts'
import type { WriteLog } from '../../turn/shared/write-log.ts'
import type { Outcome } from '../../turn/waits/wait.ts'
import { turnResultChars } from '../../turn/budget/turn-budget.ts'
import type { AnyTool } from '../../call/tool.ts'
import type { Reply } from '../answer.ts'
import type { RunOptions } from '../contract.ts'
import type { AgentSettings } from '../options.ts'
import type { Tally } from '../run/tally.ts'
import { OfferedTools } from './offered-tools.ts'
import { RepeatedFailures, type RepeatedFailure } from './repeated-failures.ts'
import { spentBudget, type RunBudgets, type Prices, type SpentBudget } from './run-budget.ts'

/** After so many messages in a row that the token limit cut off the model is not asked again: the next would be cut off, too. */
const mostCutOff = 3

const cutOffWarning =
  'Three messages in a row were cut off by the token limit before they were complete, so none of their calls ran. Raise the limit in the ' +
  'model’s parameters (`max_tokens`, or what the provider calls it), or have the model write less at a time.'

/** What of a run's bounds a journal keeps with a message: how they stood when it was asked for. */
export interface KeptBounds {
  /** How calls of the turns before failed; absent if none did. */
  readonly failures?: readonly RepeatedFailure[]
}

/** What an agent says of the bounds of its runs. */
type BoundingOptions = Pick<
  AgentSettings<unknown>,
  | 'engine'
  | 'prices'
  | 'contextTokens'
  | 'parallelHints'
  | 'whenFailuresRepeat'
  | 'stopAfter'
  | keyof RunBudgets
>

/** What keeps a run from waste: its budgets, and that calls are not run which would fail again. */
export class Bounds implements RunBounds<CallRecord> {
  readonly #prices: Prices | undefined
  readonly #budget: RunBudgets
  readonly #tally: Tally
  readonly #failures: RepeatedFailures | undefined
  readonly #offered: OfferedTools
  readonly maxTurnResultChars: number | undefined
  /** The names of tools that end the run. */
  readonly #stopAfter: readonly string[]
  /** How many calls the turn may have that is under way. */
  #callsLeft = Infinity
  #isUncounted = false
  /** How many messages in a row were cut off. */
  #cutOff = 0

  constructor(agent: BoundingOptions, options: RunOptions, tally: Tally) {
    const { maxCalls, maxTokens, maxCost, prices, engine, contextTokens } = agent
    this.#prices = prices
    this.#tally = tally
    this.#stopAfter = agent.stopAfter ?? []
    this.#budget = {
      maxCalls: options.maxCalls ?? maxCalls,
      maxTokens: options.maxTokens ?? maxTokens,
      maxCost: options.maxCost ?? maxCost,
    }
    this.#offered = new OfferedTools(engine.tools, agent.parallelHints)
    if (contextTokens !== undefined) this.maxTurnResultChars = turnResultChars(contextTokens)
    if (agent.whenFailuresRepeat === 'report') this.#failures = new RepeatedFailures(engine.tools)
  }

  /** The budget that is used up. */
  get spent(): SpentBudget | undefined {
    return spentBudget(this.#budget, this.#tally, this.#prices)
  }

  /** Too many messages in a row were cut off. */
  get isCutOff(): boolean {
    return this.#cutOff >= mostCutOff
  }

  /** A turn begins. `counted`: how many of its calls the tally has already. */
  begin(counted: number): void {
    const { maxCalls = Infinity } = this.#budget
    this.#callsLeft = maxCalls - this.#tally.calls + counted
  }

  admit({ index, turn }: CallRecord): StopCause | undefined {
    if (index < this.#callsLeft || turn.batch !== undefined) return undefined
    const message = `The run may make ${this.#budget.maxCalls} calls, and has made them.`
    return { kind: 'budget', message }
  }

  refuse(call: CallRecord, writes: WriteLog): CallFailure | undefined {
    const { turn, call: said } = call
    if (turn.batch !== undefined && this.#stopAfter.includes(said.name))
      return endsNoPlan(said.name)
    return this.#failures?.refuse(call, writes)
  }

  ended(call: CallRecord, outcome: Outcome, writes: WriteLog): void {
    this.#failures?.ended(call, outcome, writes)
  }

  /** The user has spoken, and may have changed anything. */
  heard(): void {
    this.#failures?.clear()
    this.#cutOff = 0
  }

  kept(): KeptBounds | undefined {
    const failures = this.#failures?.kept()
    return failures && { failures }
  }

  restore(kept: KeptBounds | undefined): void {
    this.#failures?.restore(kept?.failures)
  }

  /** The tools of a request with these messages. */
  tools(messages: readonly unknown[]): Iterable<AnyTool> {
    return this.#offered.for(messages)
  }

  /** Takes a reply; returns what is wrong with it for the bounds. */
  take(reply: Reply<unknown>): readonly string[] {
    const { stop, report, calls } = reply
    this.#offered.take(report)
    this.#cutOff = stop.kind === 'length' && calls.length > 0 ? this.#cutOff + 1 : 0
    return [...this.#uncounted(reply), ...(this.isCutOff ? [cutOffWarning] : [])]
  }

  #uncounted({ usage, stop }: Reply<unknown>): readonly string[] {
    const { maxTokens, maxCost } = this.#budget
    if (this.#isUncounted || (maxTokens === undefined && maxCost === undefined)) return []
    if (usage.inputTokens + usage.outputTokens > 0 || stop.kind === 'broken') return []
    this.#isUncounted = true
    const name = maxTokens === undefined ? 'maxCost' : 'maxTokens'
    return [
      `The provider did not say how many tokens a message took, so that \`${name}\` cannot be kept. Bound the run by \`maxTurns\` or \`maxCalls\`.`,
    ]
  }
}
