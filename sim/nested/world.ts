import { ToolError } from '../../src/call/errors/error.ts'
import { tool, type AnyTool, type ToolContext } from '../../src/call/tool.ts'
import type { Engine } from '../../src/turn/contract.ts'
import { State } from '../model/state.ts'
import { Stage } from '../small/stage.ts'
import { callsOf, type CallPlan, type NestedPlan, type ToolPlan, type TurnPlan } from './plan.ts'
import { Rules } from './rules.ts'
import { tagOf } from './sequence.ts'
import { Watch, type BodyWatch, type TurnWatch } from './watch.ts'

/** How long a tool may go on once it was told to stop. */
const graceMs = 5

/** A plan come to life. */
export class NestedWorld {
  readonly stage: Stage
  readonly watch: Watch
  readonly rules: Rules
  /** What tools act on, by engine: keys of one are not those of another. */
  readonly states: readonly State[]
  /** What each call saw at the beginning of each stretch of work. */
  readonly saw: Map<string, number[]> = new Map()
  readonly #plan: NestedPlan
  readonly #engines: readonly Engine[]

  constructor(plan: NestedPlan) {
    this.#plan = plan
    this.stage = new Stage(plan.seed)
    this.watch = new Watch(plan)
    this.rules = new Rules(this.stage, this.watch)
    this.states = plan.engines.map(() => new State())
    this.#engines = plan.engines.map(({ concurrency, limits }) =>
      this.stage.engine({
        tools: plan.tools.map((one) => this.#tool(one)),
        concurrency,
        limits: Object.fromEntries(
          Object.entries(limits).map(([name, most]) => [name, { concurrency: most }]),
        ),
        timeoutMs: Infinity,
        graceMs,
        retryBudget: false,
        approve: async ({ call }) => {
          await this.stage.wait(this.watch.calls.get(call.id)?.plan.approvalMs ?? 0)
          return 'allow' as const
        },
        onEvent: (event) => {
          this.stage.noteEvent(event)
          this.rules.event(event)
        },
      }),
    )
  }

  async run(): Promise<void> {
    const begin = (): void => {
      for (const turn of this.#plan.turns)
        this.stage.clock.after(turn.startMs, () => void this.#drive(turn, undefined))
    }
    await this.stage.run(begin, () => this.rules.quiet())
    this.rules.finished()
    await this.stage.expectNothingHeld()
  }

  async #drive(plan: TurnPlan, parent: BodyWatch | undefined): Promise<void> {
    const watch = this.watch.begin(plan, parent)
    const controller = new AbortController()
    const engine = this.#engines[plan.engine] as Engine
    const calls = plan.calls.map(({ id, tool: name, keys }) => {
      const isShared = this.#plan.tools.some((one) => one.name === name && one.coalesce)
      return { id, name, input: isShared ? { keys } : { id, keys } }
    })
    const { cancelMs } = plan
    if (cancelMs !== undefined)
      this.stage.clock.after(cancelMs, () => {
        this.stage.note(`${plan.id} is cancelled`)
        controller.abort()
      })
    const report = await engine.execute(calls, { id: plan.id, signal: controller.signal })
    this.#ended(watch, report.results.length)
  }

  #ended(turn: TurnWatch, results: number): void {
    const { id, calls, startMs, cancelMs = Infinity } = turn.plan
    turn.endedMs = this.stage.nowMs
    if (results !== calls.length) this.stage.fail('G1', `${id} has ${results} results`)
    if (turn.endedMs > startMs + cancelMs + graceMs)
      this.stage.fail('G4', `${id} ended ${turn.endedMs - cancelMs - startMs} ms after its cancel`)
  }

  #tool(plan: ToolPlan): AnyTool {
    const { name, touches, limit, concurrency, approval, coalesce, timed } = plan
    const keys = (input: unknown): readonly string[] => (input as CallPlan).keys
    return tool({
      name,
      ...(touches === 'nothing' && { reads: [] }),
      ...(touches === 'reads' && { reads: keys }),
      ...(touches === 'writes' && { writes: keys }),
      limit,
      concurrency,
      coalesce,
      needsApproval: approval,
      retries: 1,
      timeoutMs: timed ? 1 + this.#longest(name) : Infinity,
      execute: (_input: unknown, context) => this.#execute(context),
    }) as unknown as AnyTool
  }

  /** All that its longest call does, and all that is done inside it. */
  #longest(name: string): number {
    const all = [...callsOf(this.#plan.turns)].filter((call) => call.tool === name)
    return Math.max(0, ...all.map((call) => workOf(call)))
  }

  async #execute({ callId, signal, attempt }: ToolContext): Promise<unknown> {
    const call = this.watch.calls.get(callId)
    if (call === undefined) return this.stage.fail('G1', `a tool was called for "${callId}"`)
    const body: BodyWatch = { call, signal, atWork: true, isDone: false, isOver: false }
    call.body = body
    this.watch.bodies.add(body)
    this.rules.started(body)
    const { workMs, inside, failsFirst, fails } = call.plan
    for (const [phase, ms] of workMs.entries()) {
      await this.#work(body, phase, ms)
      if (failsFirst && attempt === 1) {
        this.watch.bodies.delete(body)
        throw new ToolError('busy', { retryable: true, nothingDone: true })
      }
      const turns = inside[phase] ?? []
      body.atWork = false
      await Promise.all(turns.map((turn) => this.#drive(turn, body)))
    }
    this.watch.bodies.delete(body)
    body.isDone = true
    if (fails) throw new Error('no such thing')
    return { of: callId }
  }

  /** A stretch of work: it looks, and writes by what it saw. */
  async #work(body: BodyWatch, phase: number, ms: number): Promise<void> {
    const { call, signal } = body
    const state = this.states[call.engine] as State
    const mask = call.reads | call.writes
    body.atWork = true
    this.rules.works(body)
    const before = state.cells.slice()
    const seen = state.digest(mask)
    if (ms > 0) await this.stage.wait(ms)
    if (signal.aborted) return
    if (state.digest(mask) !== seen)
      this.stage.fail('G2', `${call.plan.id} was disturbed in its work`)
    this.saw.set(call.plan.id, [...(this.saw.get(call.plan.id) ?? []), seen])
    state.write(call.writes, before, tagOf(call.plan.id, phase))
  }
}

/** How long a call and all inside it work. */
function workOf({ workMs, failsFirst, inside }: CallPlan): number {
  const own = workMs.reduce((sum, ms) => sum + ms, failsFirst ? (workMs[0] ?? 0) : 0)
  return inside.flat().reduce((sum, { calls }) => {
    return calls.reduce((more, call) => more + workOf(call), sum)
  }, own)
}
