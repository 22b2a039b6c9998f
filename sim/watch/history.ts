import type { EnginePlan, Plan, ToolPlan, TurnPlan } from '../plan.ts'
import { State } from '../model/state.ts'
import { AttemptWatch, type ToolEnd } from './attempt-watch.ts'
import { CallWatch } from './call-watch.ts'
import type { Execution } from './execution.ts'
import { Line } from './line.ts'
import { TurnWatch } from './turn-watch.ts'

/** All that has happened in a run, as tools, events and those who own turns saw it. */
export class History {
  readonly engine: EnginePlan
  readonly turns: Map<string, TurnWatch> = new Map()
  /** Received, and not settled. */
  readonly live: Set<CallWatch> = new Set()
  /** The attempts that the engine says are in flight. */
  readonly running: Set<AttemptWatch> = new Set()
  /** The attempts whose tools are at work, whether or not the engine still waits for them. */
  readonly executing: Set<AttemptWatch> = new Set()
  /** Nested turns that have no report yet. */
  nestedTurns = 0
  readonly line: Line = new Line()
  readonly executions: Execution[] = []
  readonly state: State = new State()
  /** How many times a tool looked at the state. */
  looks = 0
  /** Every signal that was handed to the engine or by it to a tool that looks. */
  readonly signals: { readonly signal: AbortSignal; readonly name: string }[] = []
  /** Which call each idempotency key was seen with. */
  readonly idempotencyKeys: Map<string, CallWatch> = new Map()
  probesStarted = 0
  /** An attempt that is over speaks; nobody must hear it. */
  isMuted = false
  readonly engineTimers: () => number
  readonly #tools: ReadonlyMap<string, ToolPlan>
  readonly #clock: () => number

  constructor(plan: Plan, clock: () => number, engineTimers: () => number) {
    this.engine = plan.engine
    this.#tools = new Map(plan.tools.map((tool) => [tool.name, tool]))
    this.#clock = clock
    this.engineTimers = engineTimers
  }

  get nowMs(): number {
    return this.#clock()
  }

  begin(id: string, plan: TurnPlan, parent: AttemptWatch | undefined): TurnWatch {
    const turn = new TurnWatch(id, plan, this.engine, this.#tools, this.nowMs, parent)
    this.turns.set(id, turn)
    if (parent !== undefined) {
      this.nestedTurns += 1
      parent.turnsInside += 1
    }
    return turn
  }

  received(turn: TurnWatch, index: number): CallWatch {
    const plan = turn.plan.calls[index]
    if (plan === undefined || index !== turn.calls.length)
      throw new Error(
        `Expected call ${turn.calls.length} of ${turn.id} to be received, got ${index}.`,
      )
    const call = new CallWatch(turn, index, plan, this.nowMs)
    if (turn.restCancelled)
      call.ownCauses.push({ kind: 'sibling-failed', atMs: this.nowMs, certain: true })
    turn.calls.push(call)
    turn.byN.set(plan.n, call)
    this.live.add(call)
    return call
  }

  waits(call: CallWatch, reason: CallWatch['waitsFor']): void {
    if (call.waitsFor === 'limit' && reason !== 'limit') this.line.leave(call.turn)
    if (call.waitsFor !== 'limit' && reason === 'limit') this.line.enter(call.turn)
    call.waitsFor = reason
  }

  started(call: CallWatch): AttemptWatch {
    const attempt = new AttemptWatch(call, call.attempts.length + 1, this.nowMs)
    this.waits(call, undefined)
    call.attempts.push(attempt)
    call.stage = 'running'
    this.line.started(call.turn)
    this.running.add(attempt)
    return attempt
  }

  retrying(call: CallWatch, delayMs: number): void {
    this.#over(call)
    call.stage = 'backing-off'
    call.retryAtMs = this.nowMs + delayMs
  }

  settled(call: CallWatch): void {
    this.#over(call)
    call.stage = 'settled'
    call.settledMs = this.nowMs
    this.live.delete(call)
    call.turn.settled += 1
    const { turn } = call
    if (
      !turn.cancelsRest ||
      (call.result?.status !== 'failed' && call.result?.status !== 'timed-out')
    )
      return
    turn.restCancelled = true
    const cause = { kind: 'sibling-failed', atMs: this.nowMs, certain: true } as const
    for (const other of turn.calls) if (other.stage !== 'settled') other.ownCauses.push(cause)
  }

  ended({ parent }: TurnWatch): void {
    if (parent === undefined) return
    this.nestedTurns -= 1
    parent.turnsInside -= 1
  }

  toolEnded(attempt: AttemptWatch, end: ToolEnd): void {
    attempt.end = end
    this.executing.delete(attempt)
  }

  #over(call: CallWatch): void {
    this.waits(call, undefined)
    const attempt = call.attempts.at(-1)
    if (call.stage !== 'running' || attempt === undefined) return
    attempt.overMs = this.nowMs
    this.running.delete(attempt)
  }
}
