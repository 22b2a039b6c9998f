import type { ToolCall } from '../../src/call/call.ts'
import { ToolError } from '../../src/call/errors/error.ts'
import type { ToolResult } from '../../src/call/report/result.ts'
import { tool, type AnyTool, type ToolContext } from '../../src/call/tool.ts'
import type { Engine } from '../../src/turn/contract.ts'
import { Stage } from '../small/stage.ts'
import type { BudgetCall, BudgetPlan, BudgetTurn } from './plan.ts'
import { Reader } from './reader.ts'
import { BudgetRules, type Pair } from './rules.ts'
import { textOf, valueOf } from './text.ts'

/** So many texts are read by one turn. */
const mostReaders = 3

/** A plan come to life. */
export class BudgetWorld {
  readonly stage: Stage
  readonly #plan: BudgetPlan
  readonly #rules: BudgetRules
  readonly #engine: Engine
  readonly #calls = new Map<string, BudgetCall>()
  /** As they are told before they are cut. */
  readonly #whole = new Map<string, ToolResult>()
  #isOver = false

  constructor(plan: BudgetPlan) {
    this.#plan = plan
    this.stage = new Stage(plan.seed)
    this.#rules = new BudgetRules(this.stage, plan)
    for (const call of plan.turns.flatMap(({ calls }) => calls)) this.#calls.set(call.id, call)
    const { maxResultChars, maxTurnResultChars, tools } = plan
    this.#engine = this.stage.engine({
      tools: tools.map((one) => this.#tool(one.name, one.maxResultChars)),
      batch: true,
      ...(maxResultChars !== undefined && { maxResultChars }),
      ...(maxTurnResultChars !== undefined && { maxTurnResultChars }),
      onEvent: (event) => {
        this.stage.noteEvent(event)
        if (event.type === 'call.settled') this.#whole.set(event.callId, event.result)
      },
    })
  }

  async run(): Promise<void> {
    await this.stage.run(() => void this.#play())
    if (!this.#isOver) this.stage.fail('live', 'the turns have no end')
    await this.stage.expectNothingHeld()
  }

  async #play(): Promise<void> {
    for (const turn of this.#plan.turns)
      if (turn.batch) await this.#playBatch(turn)
      else await this.#playTurn(turn)
    await this.#read()
    this.#isOver = true
  }

  async #playTurn({ id, calls }: BudgetTurn): Promise<void> {
    const given = calls.map((call): ToolCall => ({ id: call.id, name: call.tool, input: {} }))
    const { results } = await this.#engine.execute(given, { id })
    this.#rules.shown(
      results.map((result) => {
        this.#expectValue(result)
        return { whole: this.#wholeOf(result.id), shown: result.content }
      }),
    )
  }

  /** Each step's result is cut as if it had been called by itself. */
  async #playBatch({ id, calls }: BudgetTurn): Promise<void> {
    const steps = calls.map((call) => ({ id: call.id, tool: call.tool, input: {} }))
    const { results } = await this.#engine.execute([{ id, name: 'batch', input: { steps } }], {
      id,
    })
    const value = results[0]?.value as { steps?: readonly { result?: unknown }[] } | undefined
    // Of a plan with images or none that is ok, the steps are told in another form.
    if (value?.steps === undefined) return
    const pairs = value.steps.map(({ result }, at): Pair => {
      const whole = this.#wholeOf(calls[at]?.id ?? '')
      if (whole.status !== 'ok' || typeof whole.content !== 'string')
        return { whole, shown: whole.content }
      return { whole, shown: typeof result === 'string' ? result : JSON.stringify(result) }
    })
    // Errors are told whole in a plan, and parts in a form of their own.
    if (pairs.every(({ whole }) => whole.status === 'ok' && typeof whole.content === 'string'))
      this.#rules.shown(pairs)
  }

  /** What was cut is there, whole. */
  async #read(): Promise<void> {
    const { maxResultChars = Infinity, maxTurnResultChars = Infinity, readLimit } = this.#plan
    const readers = [...this.#rules.cut].map((one) => new Reader(this.stage, one, readLimit))
    for (let turn = 0; readers.some(({ isDone }) => !isDone); turn += 1) {
      const reading = readers.filter(({ isDone }) => !isDone).slice(0, mostReaders)
      const calls = reading.map((reader) => reader.next())
      const { results } = await this.#engine.execute(calls, { id: `reading${turn}` })
      const most = Math.min(maxResultChars, maxTurnResultChars)
      for (const [at, reader] of reading.entries()) reader.take(results[at] as ToolResult, most)
    }
  }

  #expectValue({ id, status, value }: ToolResult): void {
    const call = this.#calls.get(id)
    if (call === undefined || status !== 'ok') return
    if (JSON.stringify(value) !== JSON.stringify(valueOf(call.returns)))
      this.stage.fail('G1', `the value of ${id} is not what its tool returned`)
  }

  #wholeOf(id: string): ToolResult {
    const whole = this.#whole.get(id)
    if (whole === undefined) throw new Error(`${id} was not told.`)
    return whole
  }

  #tool(name: string, maxResultChars: number | undefined): AnyTool {
    return tool({
      name,
      ...(maxResultChars !== undefined && { maxResultChars }),
      reads: [],
      execute: (_: unknown, { callId }: ToolContext) => {
        const returns = this.#calls.get(callId)?.returns
        if (returns === undefined) return undefined
        if (returns.kind === 'error') throw new ToolError(textOf(returns.text))
        return valueOf(returns)
      },
    } as never) as unknown as AnyTool
  }
}
