import type { ToolCall } from '../../src/call/call.ts'
import { tool, type AnyTool, type ToolContext } from '../../src/call/tool.ts'
import type { Engine, Turn } from '../../src/turn/contract.ts'
import { createEngine } from '../../src/turn/engine.ts'
import type { Violation } from '../monitor.ts'
import { SimClock } from '../world/sim-clock.ts'
import { castOf, type CastCall, type CastTurn } from './cast.ts'
import { Rules } from './rules.ts'
import type { Scene, SceneCall, UnitPlan } from './scene.ts'

/** Plays a scene under the virtual clock, and says what was wrong. The same scene always ends the same. */
export async function play(scene: Scene): Promise<Violation | undefined> {
  const stage = new Stage(scene)
  await stage.run().catch((error: unknown) => stage.rules.fail('crash', String(error)))
  return stage.rules.violation
}

class Stage {
  readonly rules: Rules
  readonly #clock: SimClock
  readonly #cast: ReadonlyMap<string, CastTurn>
  readonly #engine: Engine
  readonly #turns = new Map<string, Turn>()

  constructor(scene: Scene) {
    this.#clock = new SimClock(scene.seed)
    this.#cast = castOf(scene)
    this.rules = new Rules(scene, this.#cast, () => this.#clock.nowMs)
    this.#clock.onMove = () => this.rules.quiet()
    this.#engine = createEngine({
      tools: this.#tools(),
      concurrency: scene.concurrency,
      graceMs: 5,
      batch: true,
      clock: this.#clock.engine,
      onEvent: (event) => this.rules.event(event),
    })
  }

  async run(): Promise<void> {
    for (const turn of this.#cast.values())
      this.#clock.after(turn.plan.startMs, () => {
        this.#perform(turn).catch((error: unknown) => this.rules.fail('crash', String(error)))
      })
    await this.#clock.runUntilIdle()
    for (const { plan, ended } of this.#cast.values())
      if (!ended) this.rules.fail('G1', `${plan.id} never ends`)
    if (this.#clock.engineTimers > 0) this.rules.fail('G8', 'a timer is left')
  }

  async #perform(cast: CastTurn): Promise<void> {
    const { id, deadlineMs, cancel, adopts, calls, end, endMs } = cast.plan
    const adopt = this.#turns.get(adopts ?? '')
    const turn = this.#engine.turn({
      id,
      ...(deadlineMs !== undefined && { deadlineMs }),
      ...(adopt && { adopt }),
    })
    this.#turns.set(id, turn)
    turn.signal.addEventListener('abort', () => (cast.stopped = true))
    if (cancel !== undefined) this.#clock.after(cancel.atMs, () => turn.cancel(cancel.call))
    for (const call of cast.calls) {
      await this.#wait(call.plan.addMs)
      if (call.plan.pieces !== null) await this.#say(turn, call, call.plan.pieces)
      // A turn that was stopped takes calls for as long as its grace.
      if (cast.ended || cast.stopped) return turn.commit()
      for (const unit of call.units) unit.said = true
      turn.add(toCall(call.plan))
    }
    await this.#wait(endMs)
    if (end === 'discard') turn.discard('no')
    else {
      cast.committed = !cast.stopped
      turn.commit()
    }
    const { results } = await turn.report
    if (results.length !== calls.length)
      this.rules.fail('G1', `${id} has not a result for each call`)
  }

  async #say(turn: Turn, call: CastCall, pieces: NonNullable<SceneCall['pieces']>): Promise<void> {
    const { id, units, lie } = call.plan
    const shown = lie === 'steps' ? units.map((unit) => ({ ...unit, ms: unit.ms + 1 })) : units
    const text = JSON.stringify(toInput(shown))
    // Where each of its units is whole, but for what closes the text.
    const ends = units.map((_, at) => JSON.stringify(toInput(shown.slice(0, at + 1))).length - 2)
    for (let at = 0; at < text.length; at += pieces.length) {
      await this.#wait(pieces.ms)
      const end = at + pieces.length
      for (const unit of call.units)
        if (end >= (ends[units.indexOf(unit.plan)] ?? Infinity)) unit.said = true
      const said = { id: lie === 'id' ? `wrong${id}` : id, name: 'batch' }
      turn.addPart?.(said, text.slice(at, end))
    }
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#clock.after(ms, resolve))
  }

  #tools(): AnyTool[] {
    const execute = (input: unknown, context: ToolContext): unknown => this.#work(input, context)
    const keys = ({ plan }: { plan: UnitPlan }): readonly string[] => plan.keys
    const inputSchema = this.#schema()
    return [
      tool({ name: 'read', inputSchema, reads: keys, execute } as never),
      tool({ name: 'write', inputSchema, writes: keys, execute } as never),
      tool({ name: 'pure', inputSchema, reads: [], execute } as never),
    ] as AnyTool[]
  }

  /** Takes its time where the plan says so. */
  #schema(): object {
    const validate = (value: unknown): unknown => {
      const { schemaMs } = (value as { plan: UnitPlan }).plan
      return schemaMs === 0 ? { value } : this.#wait(schemaMs).then(() => ({ value }))
    }
    return {
      '~standard': { version: 1, vendor: 'sim', jsonSchema: { input: () => ({}) }, validate },
    }
  }

  async #work(input: unknown, { turnId, signal }: ToolContext): Promise<unknown> {
    const { plan, of } = input as { plan: UnitPlan; of: readonly unknown[] }
    this.rules.started(turnId, plan)
    if (JSON.stringify(of) !== JSON.stringify(plan.needs))
      this.rules.fail('G2', `${plan.id} got other results than those that it needs`)
    await new Promise<void>((resolve) => {
      const end = (): void => {
        this.rules.running.delete(plan)
        resolve()
      }
      const timer = this.#clock.after(plan.ms, end)
      signal.addEventListener('abort', () => {
        this.#clock.clear(timer)
        end()
      })
    })
    if (signal.aborted) throw signal.reason
    if (plan.fails) throw new Error('no luck')
    return { of: plan.id }
  }
}

function toCall({ id, isBatch, units }: SceneCall): ToolCall {
  const [unit] = units as readonly [UnitPlan]
  if (isBatch) return { id, name: 'batch', input: toInput(units) }
  return { id: unit.id, name: unit.tool, input: { plan: unit, of: [] } }
}

function toInput(units: readonly UnitPlan[]): object {
  const steps = units.map((plan) => {
    const of = plan.needs.map((need) => `\${${need}.of}`)
    return { id: plan.id, tool: plan.tool, input: { plan, of } }
  })
  return { steps }
}
