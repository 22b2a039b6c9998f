import { BlockingTools } from '../../attempt/blocking.ts'
import type { TurnEvent } from '../../call/report/event.ts'
import type { TurnReport } from '../../call/report/report.ts'
import type { Blocker, CallError, Wait, WaitReason } from '../../call/report/result.ts'
import { guardCallback } from '../../util/guard-callback.ts'
import { printWarning } from '../../util/print-warning.ts'
import type { EventSource } from '../../util/note-pages.ts'
import { NotedLog } from '../../util/noted-log.ts'
import type { CallRecord, CallTurn } from '../call-record.ts'
import type { Announcer, Watcher } from './announcer.ts'
import type { EngineObserver, TurnObserver } from './observer.ts'
import type { CallWatch } from './watch.ts'
import { arrayWith } from '../../util/without-literal.ts'

const firstAttempt = Object.freeze({ attempt: 1 })

/** A developer reads no more of them. */
const mostWarnings = 100

/** Keeps the events of turns for those who come late. */
export type TurnLog = Pick<NotedLog<unknown, CallRecord>, 'note' | 'end'>

/** Whom an engine's turns tell what happens. */
export interface Audience {
  readonly announcer: Announcer
  readonly observer: EngineObserver<CallTurn, CallRecord> | undefined
}

/** Tells those who watch a turn what happens in it, in the turn's own context, and keeps it for those who come late. */
export class TurnEvents implements CallWatch<CallRecord>, EventSource<TurnEvent, CallRecord> {
  readonly observer: TurnObserver<CallRecord> | undefined
  readonly #announcer: Announcer
  readonly #turn: CallTurn
  readonly #watchers: Watcher[] = arrayWith()
  readonly #blocking = new BlockingTools()
  #warnings: Set<string> | undefined
  /** Of the report, once that is made. */
  #reported: string[] | undefined
  readonly #own: NotedLog<TurnEvent, CallRecord> = new NotedLog()
  #log: TurnLog = this.#own

  constructor(
    { announcer, observer }: Audience,
    turn: CallTurn,
    watchers: readonly (Watcher | undefined)[],
  ) {
    this.observer = observer?.turn(turn)
    this.#announcer = announcer
    this.#turn = turn
    for (const watcher of watchers) {
      const guarded = watcher && guardCallback('onEvent', watcher, (told) => this.warn(told))
      if (guarded !== undefined) this.#watchers.push(guarded)
    }
  }

  /** Iterates over the events, from the turn's first on. */
  iterate(): AsyncIterator<TurnEvent> {
    return this.#own.iterate()
  }

  /** Has them kept there, before there are any, and by nobody else. */
  keepIn(log: (events: TurnEvents) => TurnLog): void {
    this.#log = log(this)
  }

  /** When the turn began, on the clock. */
  get beganMs(): number {
    return this.#turn.beganMs
  }

  received(call: CallRecord): void {
    this.observer?.received(call)
    this.#tell('call.received', call, undefined, call.receivedMs)
  }

  waiting(
    call: CallRecord,
    reason: WaitReason,
    detail?: string,
    by?: Blocker,
    atMs?: number,
  ): void {
    // The answer for which it would wait may have come at once.
    if (call.outcome !== undefined || call.waitsFor(reason, detail)) return
    const nowMs = atMs ?? this.#turn.nowMs()
    if (by !== undefined) this.observer?.blocked(call, by)
    this.#tell('call.waiting', call, call.wait(nowMs, reason, detail, by), nowMs)
  }

  changed(call: CallRecord, input: unknown): void {
    this.#tell('call.changed', call, { input })
  }

  started(call: CallRecord, nowMs: number): void {
    const what = call.started === 1 ? firstAttempt : { attempt: call.started }
    this.#tell('call.started', call, what, nowMs)
  }

  progress(call: CallRecord, progress: unknown): void {
    this.#tell('call.progress', call, { progress })
  }

  retrying(call: CallRecord, delayMs: number, error: CallError): void {
    const nowMs = this.#turn.nowMs()
    call.wait(nowMs, 'retry')
    this.#tell('call.retrying', call, { attempt: call.started, delayMs, error }, nowMs)
  }

  settled(call: CallRecord, nowMs: number): void {
    this.observer?.settled(call, nowMs)
    this.#tell('call.settled', call, undefined, nowMs)
  }

  committed(): void {
    this.#tell('turn.committed')
  }

  discarded(reason: string): void {
    this.#tell('turn.discarded', undefined, { reason })
  }

  ended(report: TurnReport): void {
    this.#reported = report.warnings as string[]
    this.observer?.ended(report)
    this.#tell('turn.settled', undefined, { report })
    this.#log.end()
  }

  blocked(tool: string, ms: number): void {
    this.#blocking.note(tool, ms)
  }

  warn(warning: string): void {
    this.#warnings ??= new Set()
    const isNew = this.#warnings.size < mostWarnings && !this.#warnings.has(warning)
    if (!isNew) return
    this.#warnings.add(warning)
    if (this.#reported === undefined) return
    // Those who await the report may still find it there, or have read it already.
    this.#reported.push(warning)
    printWarning(warning, 'FANFOLD_LATE')
  }

  /** What a developer should know of what happened around the calls. */
  warnings(): string[] {
    return [...this.#blocking.warnings(), ...(this.#warnings ?? [])]
  }

  #tell(
    type: TurnEvent['type'],
    call?: CallRecord,
    what?: object,
    atMs: number = this.#turn.nowMs(),
  ): void {
    this.#log.note(this, type, atMs, call, what, type === 'call.progress')
    if (this.#watchers.length > 0)
      this.#announcer.tell(this.eventOf(type, atMs, call, what), this.#watchers, this.#turn.scope)
  }

  eventOf(type: string, atMs: number, call?: CallRecord, what?: object): TurnEvent {
    const says = type === 'call.waiting' ? ofWait(what as Wait) : what
    const event = { type, atMs, turnId: this.#turn.id, ...(call && ofCall(type, call)), ...says }
    return event as TurnEvent
  }
}

/** What all events of a call say, and what those do of which its record is the only source. */
function ofCall(type: string, { id, index, call, result }: CallRecord): object {
  const of = { callId: id, index, name: call.name }
  if (type === 'call.received') return { ...of, call }
  return type === 'call.settled' ? { ...of, result } : of
}

/** When it began and ended is told otherwise. */
function ofWait({ reason, detail, by }: Wait): object {
  return by === undefined ? { reason, detail } : { reason, detail, by }
}
