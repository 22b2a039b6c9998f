import { context, type Context, type Tracer } from '@opentelemetry/api'
import type { AttemptEnd } from '../../attempt/attempt-end.ts'
import type { TurnReport } from '../../call/report/report.ts'
import type { Blocker } from '../../call/report/result.ts'
import type { CallRecord, CallTurn } from '../../turn/call-record.ts'
import type { ObservedAttempt, TurnObserver } from '../../turn/events/observer.ts'
import type { Clock } from '../../util/clock.ts'
import { Barrier } from './barrier.ts'
import { CallSpan, type SpansOfTurn } from './call-span.ts'
import type { MetricsSource } from './metrics/metrics.ts'
import type { ObserveSettings } from './options.ts'
import { dateOffsetMs, hrTime } from './wall-clock.ts'

/** What all turns of an observed engine have in common. */
export interface SpansOfEngine {
  readonly settings: ObserveSettings
  readonly tracer: Tracer
  readonly metrics: MetricsSource
  readonly clock: Clock
  /** Those that have calls under way, by id: several of one id may be, of which one joins the calls of another. */
  readonly turns: Map<string, TurnSpans[]>
}

/** Makes the spans of one turn’s calls. */
export class TurnSpans implements TurnObserver<CallRecord> {
  readonly #engine: SpansOfEngine
  readonly #turn: CallTurn
  readonly #barrier = new Barrier((warning) => this.#turn.events.warn(warning))
  /** Of the unfinished calls, by their keys, and by where events say that they are. */
  readonly #calls = new Map<string, CallSpan>()
  readonly #places = new Map<string, CallSpan>()
  #spans: SpansOfTurn | undefined

  constructor(engine: SpansOfEngine, turn: CallTurn) {
    this.#engine = engine
    this.#turn = turn
  }

  received(call: CallRecord): void {
    this.#barrier.try(() => {
      this.#spans ??= this.#begin()
      const span = new CallSpan(this.#spans, call, this.#contextAround())
      if (this.#calls.size === 0) this.#enter()
      this.#calls.set(call.key, span)
      this.#places.set(placeOf(call.id, call.index), span)
    })
  }

  blocked(call: CallRecord, by: Blocker): void {
    this.#barrier.try(() => {
      const span = this.#calls.get(call.key)
      const turns = this.#engine.turns.get(by.turnId) ?? []
      // A call that joins itself in another turn of its id is in the same place there.
      const near = turns.includes(this) ? [this, ...turns] : turns
      for (const turn of near) {
        const other = turn.#places.get(placeOf(by.callId, by.index))
        if (other !== undefined && other !== span) return span?.blocked(by, other.context)
      }
    })
  }

  around(attempt: ObservedAttempt<CallRecord>, run: () => unknown): void {
    const call = this.#calls.get(attempt.call.key)
    if (call === undefined) run()
    else call.around(attempt, run)
  }

  attemptEnded(
    { call, number }: ObservedAttempt<CallRecord>,
    end: AttemptEnd,
    nowMs: number,
  ): void {
    this.#barrier.try(() => this.#calls.get(call.key)?.attemptEnded(number, end, nowMs))
  }

  settled(call: CallRecord, nowMs: number): void {
    this.#barrier.try(() => this.#calls.get(call.key)?.settled(nowMs))
    this.#places.delete(placeOf(call.id, call.index))
    if (this.#calls.delete(call.key) && this.#calls.size === 0) this.#leave()
  }

  ended({ stats }: TurnReport): void {
    // The steps of a plan count in its turn.
    if (stats.peakConcurrency === 0 || this.#turn.batch !== undefined) return
    this.#barrier.try(() => this.#spans?.metrics?.speedup.record(stats.speedup))
  }

  /** Where the spans of an unfinished call hang. */
  contextOf(key: string): Context | undefined {
    return this.#calls.get(key)?.context
  }

  #enter(): void {
    const { turns } = this.#engine
    const same = turns.get(this.#turn.id)
    if (same === undefined) turns.set(this.#turn.id, [this])
    else same.push(this)
  }

  #leave(): void {
    const { turns } = this.#engine
    const others = turns.get(this.#turn.id)?.filter((turn) => turn !== this) ?? []
    if (others.length === 0) turns.delete(this.#turn.id)
    else turns.set(this.#turn.id, others)
  }

  #begin(): SpansOfTurn {
    const { settings, tracer, metrics, clock } = this.#engine
    const beganMs = this.#turn.beganMs + dateOffsetMs(clock)
    return {
      ...settings,
      tracer,
      // As early as it can be: some instruments look at the engine by themselves.
      metrics: this.#barrier.try(() => metrics.get()),
      barrier: this.#barrier,
      at: (ms) => hrTime(beganMs + ms),
    }
  }

  /** Where a call was added; for the steps of a plan, in the call that brought it, or where that comes from. */
  #contextAround(): Context {
    let { batch } = this.#turn
    if (batch === undefined) return context.active()
    const { observer } = batch.turn.events
    const plan = batch.call && observer instanceof TurnSpans && observer.contextOf(batch.call.key)
    if (plan) return plan
    let { turn } = batch
    while ((batch = turn.batch) !== undefined) ({ turn } = batch)
    return turn.scope.run(() => context.active())
  }
}

function placeOf(callId: string, index: number | undefined): string {
  return `${index} ${callId}`
}
