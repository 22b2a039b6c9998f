import { BlockingTools } from '../attempt/blocking.ts'
import type { TurnEvent } from '../call/report/event.ts'
import type { TurnReport } from '../call/report/report.ts'
import type { Blocker, CallError, WaitReason } from '../call/report/result.ts'
import { EventLog } from '../util/event-log.ts'
import { guardCallback } from '../util/guard-callback.ts'
import type { CallRecord, CallWatch } from './call-record.ts'
import type { Scope } from './scope.ts'

type Watcher = (event: TurnEvent) => void

/** A developer reads no more of them. */
const mostWarnings = 100

/** What all events of a turn say. */
type At = Pick<TurnEvent, 'atMs' | 'turnId'>

/** What all events of a call say. */
type OfCall = Pick<
  TurnEvent & { type: 'call.received' },
  'atMs' | 'turnId' | 'callId' | 'index' | 'name'
>

/** Tells those who watch a turn what happens in it, in the turn's own context, and keeps it for those who come late. */
export class TurnEvents implements CallWatch {
  readonly #turnId: string
  readonly #scope: Scope
  readonly #nowMs: () => number
  readonly #watchers: Watcher[] = []
  readonly #blocking = new BlockingTools()
  readonly #warnings: Set<string> = new Set()
  readonly #log: EventLog<TurnEvent> = new EventLog()

  constructor(
    turnId: string,
    scope: Scope,
    nowMs: () => number,
    watchers: readonly (Watcher | undefined)[],
  ) {
    this.#turnId = turnId
    this.#scope = scope
    this.#nowMs = nowMs
    for (const watcher of watchers) {
      const guarded = guardCallback('onEvent', watcher, (warning) => this.warn(warning))
      if (guarded !== undefined) this.#watchers.push(guarded)
    }
  }

  /** Iterates over the events, from the turn's first on. */
  iterate(): AsyncIterator<TurnEvent> {
    return this.#log[Symbol.asyncIterator]()
  }

  received(call: CallRecord): void {
    this.#emit({ type: 'call.received', call: call.call, ...this.#of(call) })
  }

  waiting(call: CallRecord, reason: WaitReason, detail?: string, by?: Blocker): void {
    // The answer for which it would wait may have come at once.
    if (call.outcome !== undefined || !call.wait(reason, detail, by, this.#nowMs())) return
    this.#emit({
      type: 'call.waiting',
      reason,
      detail,
      ...(by !== undefined && { by }),
      ...this.#of(call),
    })
  }

  started(call: CallRecord): void {
    this.#emit({ type: 'call.started', attempt: call.started, ...this.#of(call) })
  }

  progress(call: CallRecord, progress: unknown): void {
    this.#emit({ type: 'call.progress', progress, ...this.#of(call) })
  }

  retrying(call: CallRecord, delayMs: number, error: CallError): void {
    call.wait('retry', undefined, undefined, this.#nowMs())
    this.#emit({
      type: 'call.retrying',
      attempt: call.started,
      delayMs,
      error,
      ...this.#of(call),
    })
  }

  settled(call: CallRecord): void {
    if (call.result !== undefined)
      this.#emit({ type: 'call.settled', result: call.result, ...this.#of(call) })
  }

  committed(): void {
    this.#emit({ type: 'turn.committed', ...this.#at() })
  }

  discarded(reason: string): void {
    this.#emit({ type: 'turn.discarded', reason, ...this.#at() })
  }

  ended(report: TurnReport): void {
    this.#emit({ type: 'turn.settled', report, ...this.#at() })
    this.#log.end()
  }

  blocked(tool: string, ms: number): void {
    this.#blocking.note(tool, ms)
  }

  warn(warning: string): void {
    if (this.#warnings.size < mostWarnings) this.#warnings.add(warning)
  }

  /** What a developer should know of what happened around the calls. */
  warnings(): string[] {
    return [...this.#blocking.warnings(), ...this.#warnings]
  }

  #at(): At {
    return { atMs: this.#nowMs(), turnId: this.#turnId }
  }

  #of({ id: callId, index, call }: CallRecord): OfCall {
    return { ...this.#at(), callId, index, name: call.name }
  }

  #emit(event: TurnEvent): void {
    this.#log.push(event, { droppable: event.type === 'call.progress' })
    for (const watcher of this.#watchers) this.#scope.run(watcher, event)
  }
}
