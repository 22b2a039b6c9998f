import type { TurnEvent } from '../../src/call/report/event.ts'
import type { ToolResult } from '../../src/call/report/result.ts'
import type { Stage } from '../small/stage.ts'
import { conflict, isInside, type BodyWatch, type CallWatch, type Watch } from './watch.ts'
import { isInCycle } from './wait-for.ts'

/** What must hold while engines run turns inside each other's calls. */
export class Rules {
  readonly #stage: Stage
  readonly #watch: Watch

  constructor(stage: Stage, watch: Watch) {
    this.#stage = stage
    this.#watch = watch
  }

  event(event: TurnEvent): void {
    if (!('callId' in event)) return
    const call = this.#watch.calls.get(event.callId)
    if (call === undefined) return
    if (event.type === 'call.waiting') call.waitsFor = event.reason
    if (event.type === 'call.started') call.waitsFor = undefined
    if (event.type === 'call.retrying' && call.body !== undefined) call.body.isOver = true
    if (event.type === 'call.settled') this.#settled(call, event.result)
  }

  /** A tool has been called. */
  started({ call }: BodyWatch): void {
    const { calls } = this.#watch
    const { id } = call.plan
    for (let { parent } = call.turn; parent !== undefined; parent = parent.call.turn.parent)
      if (parent.signal.aborted)
        this.#stage.fail('G6', `${id} started inside ${parent.call.plan.id}, which was stopped`)
    for (const other of calls.values()) {
      if (other === call || other.settled || !conflict(call, other)) continue
      if (isInside(call, other) || isInside(other, call)) continue
      if (other.turn === call.turn && other.index < call.index)
        this.#stage.fail('G2', `${id} started before ${other.plan.id} had settled`)
      // What has returned may be told later, once what is around it has a slot.
      else if (other.body?.isDone === false)
        this.#stage.fail('G2', `${id} started while ${other.plan.id} was at it`)
    }
  }

  /** It goes to work: at first, or when the turns inside it are done. */
  works({ call }: BodyWatch): void {
    const { plan } = this.#watch
    const { concurrency = 0, limits = {} } = plan.engines[call.engine] ?? {}
    this.#expectAtMost(call, concurrency, 'on its engine', () => true)
    for (const name of call.tool.limit)
      this.#expectAtMost(call, limits[name] ?? 0, `under "${name}"`, ({ tool }) =>
        tool.limit.includes(name),
      )
    const own = call.tool.concurrency ?? Infinity
    this.#expectAtMost(call, own, 'of its tool', ({ tool }) => tool === call.tool)
  }

  /** Time is about to move on: who waits for a limit must find none free. */
  quiet(): void {
    const { plan, calls } = this.#watch
    for (const call of calls.values()) {
      // It is told of that once the attempt around it has a slot.
      if (call.waitsFor === 'conflict' && !call.settled)
        call.wasInCycle ||= isInCycle(call, this.#watch)
      if (call.waitsFor !== 'limit' || call.settled || call.body?.isOver === false) continue
      const { concurrency = 0 } = plan.engines[call.engine] ?? {}
      if (this.#inSlots(call) >= concurrency || this.#isLimited(call)) continue
      this.#stage.fail('live', `${call.plan.id} waits for a slot, and one is free`)
    }
  }

  /** Nothing is left to happen. */
  finished(): void {
    for (const { plan, endedMs } of this.#watch.turns.values())
      if (endedMs === undefined)
        this.#stage.fail('live', `${plan.id} has no end: ${this.#waits(plan.id)}`)
  }

  #settled(call: CallWatch, { status, error, attempts }: ToolResult): void {
    const { id, fails } = call.plan
    if (error?.code === 'deadlock') {
      if (attempts > 0) this.#stage.fail('G3', `${id} is in a deadlock after it had started`)
      else if (!call.wasInCycle && !isInCycle(call, this.#watch))
        this.#stage.fail('G3', `${id} is told of a deadlock, and there is none`)
    } else if (
      !this.#isStopped(call) &&
      status !== (fails ? 'failed' : 'ok') &&
      !call.tool.coalesce
    )
      this.#stage.fail('G1', `${id} is ${status} (${error?.code})`)
    if (status === 'timed-out') this.#stage.fail('G4', `${id} timed out, and only waited`)
    call.settled = true
    if (call.body !== undefined) call.body.isOver = true
  }

  #isStopped({ turn }: CallWatch): boolean {
    if (turn.plan.cancelMs !== undefined) return true
    return turn.parent !== undefined && this.#isStopped(turn.parent.call)
  }

  #expectAtMost(
    call: CallWatch,
    most: number,
    where: string,
    is: (one: CallWatch) => boolean,
  ): void {
    const count = this.#atWork(call, is)
    if (count > most)
      this.#stage.fail('G3', `${call.plan.id} works as one of ${count} ${where}, and ${most} may`)
  }

  /** One keeps its slot while it waits for calls of other engines alone. */
  #inSlots({ engine }: CallWatch): number {
    const { bodies } = this.#watch
    return [...bodies].filter(
      (body) =>
        body.call.engine === engine &&
        !body.isOver &&
        (body.atWork || !this.#waitsOnItsEngine(body)),
    ).length
  }

  #waitsOnItsEngine(body: BodyWatch): boolean {
    for (const { turn, engine, settled } of this.#watch.calls.values())
      if (turn.parent === body && engine === body.call.engine && !settled) return true
    return false
  }

  #atWork({ engine }: CallWatch, is: (one: CallWatch) => boolean): number {
    return this.#watch.atWork((one) => one.engine === engine && is(one))
  }

  /** Whether a limit of its own may keep it back: one that is full, or kept for who needs several. */
  #isLimited({ engine, tool }: CallWatch): boolean {
    return (
      tool.limit.length > 0 ||
      tool.concurrency !== undefined ||
      // A deaf attempt keeps its slot for as long as its grace.
      [...this.#watch.bodies].some(({ signal, call }) => signal.aborted && call.engine === engine)
    )
  }

  #waits(turnId: string): string {
    const calls = [...this.#watch.calls.values()].filter(({ settled }) => !settled)
    return calls
      .map(({ plan, turn, body, waitsFor }) => {
        const how = body === undefined ? `waits for ${waitsFor}` : 'waits inside'
        return `${turn.plan.id === turnId ? '' : `${turn.plan.id}.`}${plan.id} ${how}`
      })
      .join(', ')
  }
}
