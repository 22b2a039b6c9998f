import type { TurnEvent } from '../../src/call/report/event.ts'
import type { TurnReport } from '../../src/call/report/report.ts'
import { createEngine } from '../../src/turn/engine.ts'
import type { Engine, Turn } from '../../src/turn/contract.ts'
import type { Invariant } from '../invariants/invariant.ts'
import { Monitor } from '../monitor.ts'
import type { ActPlan, Plan, TurnPlan } from '../plan.ts'
import type { Trace } from '../trace.ts'
import type { AttemptWatch, ToolEnd } from '../watch/attempt-watch.ts'
import { History } from '../watch/history.ts'
import type { TurnWatch } from '../watch/turn-watch.ts'
import { approve } from './approve.ts'
import { SimClock } from './sim-clock.ts'
import { makeTools } from './tools.ts'
import { PlannedTurn } from './turn-run.ts'

/** What a plan is played under. */
export interface Circumstances {
  readonly trace?: Trace
  /** The most by which the engine's clock moves on between two readings; default: it stands still, as a virtual one does. */
  readonly stepMs?: number
  /** What is checked; default: everything. */
  readonly holds?: readonly Invariant[]
}

/** An engine, modelled tools, and turns that come over time: a plan come to life. */
export class World {
  readonly plan: Plan
  readonly clock: SimClock
  readonly history: History
  readonly monitor: Monitor
  readonly engine: Engine
  /** The turns whose calls come one by one, by id. */
  readonly handles: Map<string, Turn> = new Map()

  constructor(plan: Plan, { trace, stepMs, holds }: Circumstances = {}) {
    this.plan = plan
    this.clock = new SimClock(plan.seed, stepMs)
    const now = (): number => this.clock.nowMs
    this.history = new History(plan, now, () => this.clock.engineTimers)
    this.monitor = new Monitor(this.history, trace, holds)
    const { retryBudget, ...options } = plan.engine
    this.engine = createEngine({
      ...options,
      ...(!retryBudget && { retryBudget }),
      tools: makeTools(this),
      clock: this.clock.engine,
      approve: (request) => approve(this, request),
      onEvent: (event) => this.#onEvent(event),
    })
  }

  /** Sets the timers that begin the turns. */
  begin(): void {
    for (const turn of this.plan.turns) this.clock.after(turn.startMs, () => void this.drive(turn))
  }

  async drive(plan: TurnPlan, parent?: AttemptWatch): Promise<TurnReport> {
    const id = parent === undefined ? plan.id : `${plan.id}@${parent.name}`
    this.monitor.note(`${id}  begins${plan.streamed ? '' : ' and is complete'}`)
    const watch = this.history.begin(id, plan, parent)
    const report = await new PlannedTurn(this, watch).start()
    watch.resolved = report
    return report
  }

  /** A turn's owner, or a tool in it, does something to it. */
  act(turn: TurnWatch, { does, call: n, ms }: ActPlan): void {
    const handle = this.handles.get(turn.id)
    if (handle === undefined) return
    const { nowMs } = this.clock
    this.monitor.note(`${turn.id}  its owner: ${does}${n === undefined ? '' : ` ${n}`}`)
    if (does === 'commit') {
      turn.commit(nowMs)
      handle.commit()
    } else if (does === 'discard') {
      turn.discard(nowMs)
      handle.discard('it was cut off')
    } else if (does === 'cancel-turn') {
      turn.stop('cancelled', nowMs)
      handle.cancel()
    } else if (does === 'set-deadline') {
      if (ms !== undefined && turn.setDeadline(ms, nowMs)) handle.setDeadline(ms)
    } else {
      const id = turn.byN.get(n ?? 0)?.id
      if (id === undefined) return
      turn.cancel(id, nowMs)
      handle.cancel(id)
    }
  }

  toolEnded(attempt: AttemptWatch, end: ToolEnd): void {
    this.monitor.note(`${attempt.name}  its tool ${end.kind}`)
    this.history.toolEnded(attempt, end)
  }

  #onEvent(event: TurnEvent): void {
    try {
      this.monitor.event(event)
    } catch (error) {
      // The engine swallows what a watcher throws.
      this.monitor.fail('crash', `the monitor: ${String(error)}`)
    }
    if (!('index' in event)) return
    const turn = this.history.turns.get(event.turnId)
    for (const act of turn?.plan.acts ?? []) {
      const { on } = act
      if (turn === undefined || on?.type !== event.type || on.call !== event.index) continue
      if (on.afterMs === undefined) this.act(turn, act)
      else this.clock.after(on.afterMs, () => this.act(turn, act))
    }
  }
}
