import type { ToolCall } from '../../src/call/call.ts'
import { UsageError } from '../../src/call/errors/error.ts'
import type { TurnReport } from '../../src/call/report/report.ts'
import type { Turn, TurnOptions } from '../../src/turn/contract.ts'
import type { ReaderPlan, TurnPlan } from '../plan.ts'
import type { TurnWatch } from '../watch/turn-watch.ts'
import { toolCall } from './tool-call.ts'
import type { World } from './world.ts'

/** Does what a turn's plan says its owner does. */
export class PlannedTurn {
  readonly #world: World
  readonly #watch: TurnWatch
  readonly #plan: TurnPlan
  /** A turn that came all at once has none. */
  handle: Turn | undefined

  constructor(world: World, watch: TurnWatch) {
    this.#world = world
    this.#watch = watch
    this.#plan = watch.plan
  }

  start(): Promise<TurnReport> {
    const { streamed, calls, acts, readers } = this.#plan
    const options = this.#options()
    if (!streamed) {
      const given = calls.map(toolCall)
      this.#watch.given.push(...given)
      this.#watch.commitAll(this.#world.clock.nowMs)
      return this.#world.engine.execute(given, options)
    }
    this.handle = this.#world.engine.turn(options)
    this.#world.handles.set(this.#watch.id, this.handle)
    for (const reader of readers) this.#read(this.handle, reader)
    this.#add(this.handle, 0)
    for (const act of acts)
      if (act.atMs !== undefined)
        this.#world.clock.after(act.atMs, () => this.#world.act(this.#watch, act))
    return this.handle.report
  }

  #options(): TurnOptions {
    const { deadlineMs, onFailure, abort, adopts } = this.#plan
    const { id } = this.#watch
    const adopt = adopts === undefined ? undefined : this.#world.handles.get(adopts)
    if (adopt !== undefined) this.#watch.donor = this.#world.history.turns.get(adopts ?? '')
    const signal = abort && this.#abortLater(abort)
    return {
      id,
      ...(deadlineMs !== undefined && { deadlineMs }),
      ...(onFailure !== undefined && { onFailure }),
      ...(signal !== undefined && { signal }),
      ...(adopt !== undefined && { adopt }),
    }
  }

  #abortLater({ atMs, reason }: NonNullable<TurnPlan['abort']>): AbortSignal {
    const { clock, history, monitor } = this.#world
    const controller = new AbortController()
    history.signals.push({ signal: controller.signal, name: this.#watch.id })
    const abort = (): void => {
      monitor.note(`${this.#watch.id}  its signal fires (${reason})`)
      this.#watch.stop(reason === 'timeout' ? 'deadline' : 'cancelled', clock.nowMs)
      controller.abort(reasons[reason]())
    }
    if (atMs === 0) abort()
    else clock.after(atMs, abort)
    return controller.signal
  }

  /** Adds the calls from `index` on, each in its time, and then ends the message. */
  #add(turn: Turn, index: number): void {
    const { calls, end, endMs } = this.#plan
    const plan = calls[index]
    const { clock } = this.#world
    const wait = (delayMs: number, run: () => void): void => {
      if (delayMs === 0) run()
      else clock.after(delayMs, run)
    }
    if (plan === undefined) return wait(endMs, () => this.#world.act(this.#watch, { does: end }))
    wait(plan.addMs, () => {
      const call = toolCall(plan)
      if (this.#give(turn, call)) this.#add(turn, index + 1)
    })
  }

  /** Whether the turn took the call. */
  #give(turn: Turn, call: ToolCall): boolean {
    const watch = this.#watch
    const { nowMs, isRestless } = this.#world.clock
    const wasClosed = watch.isClosed(nowMs)
    const mayClose = isRestless || watch.mayBeClosed(nowMs)
    watch.given.push(call)
    try {
      turn.add(call)
      if (wasClosed && !isRestless)
        this.#world.monitor.fail('G6', `${watch.id} took a call after its end`)
      return true
    } catch (error) {
      watch.given.pop()
      if (!(error instanceof UsageError)) throw error
      if (!mayClose) this.#world.monitor.fail('G1', `${watch.id} took no call before its end`)
      return false
    }
  }

  #read(turn: Turn, plan: ReaderPlan): void {
    const events: string[] = []
    this.#watch.told.push({ plan, events })
    const loop = async (): Promise<void> => {
      if (plan.leavesAfter === 0) return
      for await (const event of turn) {
        events.push(event.type)
        if (events.length === plan.leavesAfter) return
      }
      events.push('end')
    }
    if (plan.fromMs === 0) void loop()
    else this.#world.clock.after(plan.fromMs, () => void loop())
  }
}

const reasons = {
  abort: () => new DOMException('The user left.', 'AbortError'),
  timeout: () => new DOMException('Out of time.', 'TimeoutError'),
  text: () => 'enough',
} as const
