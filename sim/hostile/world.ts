import type { ToolCall } from '../../src/call/call.ts'
import type { ToolResult } from '../../src/call/report/result.ts'
import { tool, type AnyTool, type ToolContext } from '../../src/call/tool.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import type { ApprovalAnswer } from '../../src/turn/waits/approval/approve.ts'
import type { Engine, TurnOptions } from '../../src/turn/contract.ts'
import { describeError } from '../describe-error.ts'
import { Stage } from '../small/stage.ts'
import { faultyJournal } from './faulty-journal.ts'
import { healthy, kinds, toolVariants, type HostilePlan, type HostileTurn } from './plan.ts'
import { resultFault } from './rules.ts'
import { thrown } from './thrown.ts'

/** How long a writing tool may go on once it was told to stop. */
const graceMs = 5
const timeoutMs = 40

/** A plan come to life. */
export class HostileWorld {
  readonly stage: Stage
  readonly #plan: HostilePlan
  readonly #engine: Engine
  /** How often the tool of a kind was run. */
  readonly #runs = new Map<string, number>()
  /** The kinds of which somebody was asked. */
  readonly #asked = new Set<string>()
  #isFaulty = true

  constructor(plan: HostilePlan) {
    this.#plan = plan
    this.stage = new Stage(plan.seed)
    const { journal, concurrency } = plan
    const fault = typeof journal === 'object' ? journal : undefined
    this.#engine = this.stage.engine({
      tools: [...healthy.map((name) => this.#healthyTool(name)), ...this.#hostileTools()],
      concurrency,
      graceMs,
      timeoutMs,
      batch: true,
      ...(journal === 'works' && { journal: memoryJournal() }),
      ...(fault && { journal: faultyJournal(fault, () => this.#isFaulty) }),
      approve: ({ call }) => {
        const kind = kinds.get(call.name)
        this.#asked.add(call.name)
        return (kind?.approve === undefined ? 'allow' : kind.approve()) as ApprovalAnswer
      },
      onEvent: (event) => {
        this.stage.noteEvent(event)
        return this.#watch(event.type)
      },
    })
  }

  async run(): Promise<void> {
    const reports = new Set<string>()
    await this.stage.run(() => {
      for (const turn of this.#plan.turns)
        this.stage.clock.after(turn.startMs, () => {
          this.#drive(turn).then(
            () => reports.add(turn.id),
            (error: unknown) => this.stage.fail('G1', `${turn.id} threw: ${describeError(error)}`),
          )
        })
    })
    for (const { id } of this.#plan.turns)
      if (!reports.has(id)) this.stage.fail('G1', `${id} has no end`)
    this.#isFaulty = false
    await this.stage.expectNothingHeld()
  }

  async #drive(turn: HostileTurn): Promise<void> {
    const calls = turn.calls.map((_, index) => this.#call(turn, index) as ToolCall)
    const { id, way, startMs, deadlineMs = Infinity } = turn
    const told: unknown[] = []
    let report
    if (way === 'execute') {
      this.#engine.explain(calls)
      report = await this.#engine.execute(calls, this.#options(turn))
    } else {
      const handle = this.#engine.turn(this.#options(turn))
      if (way === 'add') for (const call of calls) told.push(handle.add(call))
      handle.commit(way === 'add' ? [] : calls)
      report = await handle.report
    }
    if (report.results.length !== calls.length)
      this.stage.fail('G1', `${id} has ${report.results.length} results for ${calls.length} calls`)
    if (this.stage.nowMs > startMs + deadlineMs + graceMs)
      this.stage.fail('G4', `${id} ended at ${this.stage.nowMs} ms, in spite of its deadline`)
    for (const [index, result] of report.results.entries())
      await this.#expectHonest(turn, index, result, told[index])
  }

  async #expectHonest(
    turn: HostileTurn,
    index: number,
    result: ToolResult,
    added: unknown,
  ): Promise<void> {
    const call = turn.calls[index]
    if (call === undefined) return
    const runs = this.#runs.get(call.kind) ?? 0
    const fault = resultFault(this.#plan, turn, call, result, runs)
    if (fault !== undefined) this.stage.fail('G1', `${call.id} (${call.kind}) ${fault}`)
    if (added !== undefined && (await added) !== result)
      this.stage.fail('G1', `the promise of ${call.id} gave another result than the report`)
  }

  #options({ id, deadlineMs, abort, references }: HostileTurn): TurnOptions {
    const controller = new AbortController()
    if (abort !== undefined)
      this.stage.clock.after(abort.atMs, () => controller.abort(thrown[abort.how]?.()))
    return {
      id,
      signal: controller.signal,
      references,
      ...(deadlineMs !== undefined && { deadlineMs }),
      onEvent: ({ type }) => this.#watch(type),
    }
  }

  #call({ calls }: HostileTurn, index: number): unknown {
    const { id = '', kind = '', ms, inBatch } = calls[index] ?? {}
    const hostile = kinds.get(kind)
    if (hostile?.call !== undefined) return hostile.call(id, kind)
    const input = hostile?.input === undefined ? { ms } : hostile.input()
    if (!inBatch) return { id, name: kind, input }
    return { id, name: 'batch', input: { steps: [{ id: `${id}s`, tool: kind, input }] } }
  }

  /** Fails where the plan says so. */
  #watch(type: string): void {
    const { watcher } = this.#plan
    if (watcher?.event !== type || !this.#isFaulty) return
    const error = thrown[watcher.how]?.()
    if (!watcher.rejects) throw error
    // A watcher that is an async function is a void function, too, as far as types go.
    return Promise.reject(error as Error) as unknown as void
  }

  #healthyTool(name: (typeof healthy)[number]): AnyTool {
    return tool({
      name,
      ...(name === 'look' && { reads: 'hall' }),
      ...(name === 'put' && { writes: 'hall' }),
      execute: async (input, { callId }) => {
        const { journal } = this.#plan
        if (typeof journal === 'object' && journal.on === 'call.started' && name !== 'look')
          if (this.#isFaulty) this.stage.fail('G7', `${callId} ran, and its start was not kept`)
        await this.stage.wait((input as { ms: number }).ms)
        return 'done'
      },
    }) as unknown as AnyTool
  }

  #hostileTools(): AnyTool[] {
    const used = new Set(this.#plan.turns.flatMap(({ calls }) => calls.map(({ kind }) => kind)))
    return [...used].flatMap((name) => {
      const kind = kinds.get(name)
      if (kind === undefined) return []
      const variant = toolVariants[this.#plan.seed % toolVariants.length]
      const own = kind.tool?.() ?? variant ?? {}
      const inner = own['execute'] as
        ((input: unknown, context: ToolContext) => unknown) | undefined
      const execute = (input: unknown, context: ToolContext): unknown => {
        this.#runs.set(name, (this.#runs.get(name) ?? 0) + 1)
        if (kind.asks && !this.#asked.has(name))
          this.stage.fail('G1', `a call of "${name}" ran, and nobody was asked`)
        return inner === undefined ? 'done' : inner(input, context)
      }
      return [tool({ ...own, name, execute } as never) as unknown as AnyTool]
    })
  }
}
