import type { TurnEvent } from '../../src/call/report/event.ts'
import type { Violation } from '../monitor.ts'
import { conflict, inTheWay, type CastCall, type CastTurn, type Unit } from './cast.ts'
import type { Scene, UnitPlan } from './scene.ts'

/** Looks at what tools and events show of a scene, and keeps the first thing that is wrong. */
export class Rules {
  violation: Violation | undefined
  readonly running: Set<UnitPlan> = new Set()
  readonly #scene: Scene
  readonly #cast: ReadonlyMap<string, CastTurn>
  readonly #nowMs: () => number

  constructor(scene: Scene, cast: ReadonlyMap<string, CastTurn>, nowMs: () => number) {
    this.#scene = scene
    this.#cast = cast
    this.#nowMs = nowMs
  }

  fail(guarantee: Violation['guarantee'], message: string): void {
    this.violation ??= { guarantee, message, atMs: this.#nowMs() }
  }

  /** A tool has been called. A step of another plan than the call turned out to have is no unit of the cast. */
  started(turnId: string, plan: UnitPlan): void {
    const { turn, call, unit } = this.#find(turnId, plan.id)
    const name = `${turnId}.${plan.id}`
    if (turn.ended) this.fail('G8', `${name} started after the end of its turn`)
    if (turn.stopped) this.fail('G6', `${name} started after its turn was stopped`)
    if (plan.tool === 'write' && !turn.committed)
      this.fail('G6', `${name} started before its message was complete`)
    if (unit !== undefined && !unit.said)
      this.fail('G6', `${name} started before the model had said it`)
    this.#inOrder(turn, call, plan, unit === undefined, `${name} started`)
    for (const other of this.running)
      if (conflict(other, plan)) this.fail('G2', `${name} started while ${other.id} was at work`)
    this.running.add(plan)
    if (this.running.size > this.#scene.concurrency)
      this.fail('G3', `${name} is one of ${this.running.size} at work`)
    if (unit === undefined) return
    unit.started = true
    unit.ran = plan
  }

  event(event: TurnEvent): void {
    const isInner = event.turnId.includes(':')
    if (event.type === 'turn.settled' && !isInner) this.#turn(event.turnId).ended = true
    if (event.type !== 'call.settled') return
    const { turn, call, unit } = this.#find(event.turnId, event.callId)
    const { status, attempts } = event.result
    if (status === 'ok' && attempts === 0 && unit !== undefined)
      this.#inOrder(
        turn,
        call,
        unit.plan,
        false,
        `${event.turnId}.${event.callId} took over a result`,
      )
    if (call.plan.isBatch && !isInner) {
      call.settled = true
      this.#answered(call, event.result.value)
    } else if (unit !== undefined) {
      unit.settled = true
      if (attempts === 0) unit.ran = undefined
    }
  }

  /** What counts are the arguments of the whole call, whatever seemed to come before. */
  #answered({ units }: CastCall, value: unknown): void {
    const { steps = [] } = (value ?? {}) as { steps?: readonly { id: string; status: string }[] }
    for (const { id, status } of steps) {
      const { plan, ran } = units.find((unit) => unit.plan.id === id) ?? {}
      if (status === 'ok' && ran !== undefined && ran.ms !== plan?.ms)
        this.fail('G1', `${id} is answered by a step that nobody asked for`)
    }
  }

  /** Time is about to move on. */
  quiet(): void {
    if (this.running.size >= this.#scene.concurrency) return
    for (const turn of this.#cast.values())
      for (const call of turn.stopped ? [] : turn.calls)
        if (call.plan.pieces !== null && call.plan.lie === undefined && !call.settled)
          for (const { plan, said, started, settled } of call.units.slice(0, call.certain))
            if (
              plan.tool === 'pure' &&
              plan.needs.length + plan.schemaMs === 0 &&
              said &&
              !started &&
              !settled
            )
              this.fail('live', `${turn.plan.id}.${plan.id} could have started, and has not`)
  }

  /** `isFalse`: the plan is not what the call turns out to be, and of its own steps nothing is known. */
  #inOrder(turn: CastTurn, call: CastCall, plan: UnitPlan, isFalse: boolean, what: string): void {
    const before = inTheWay(turn, call, isFalse ? undefined : plan.id, plan)
    if (before !== undefined) this.fail('G2', `${what} before ${before.plan.id} had settled`)
  }

  #turn(id: string): CastTurn {
    return this.#cast.get(id) as CastTurn
  }

  #find(turnId: string, id: string): { turn: CastTurn; call: CastCall; unit: Unit | undefined } {
    const [outer = '', key = id] = turnId.split(':')
    const turn = this.#turn(outer)
    // A plan that comes under a wrong id comes in the place of the right one.
    const isOf = ({ plan }: CastCall): boolean =>
      plan.id === key.replace('wrong', '') || plan.units[0]?.id === key
    const call = turn.calls.find(isOf) as CastCall
    const isFalse = key.startsWith('wrong')
    const unit = isFalse ? undefined : call.units.find(({ plan }) => plan.id === id)
    return { turn, call, unit }
  }
}
