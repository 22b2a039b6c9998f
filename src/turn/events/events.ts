import { BlockingTools } from '../../attempt/blocking.ts'
import type { TurnEvent } from '../../call/report/event.ts'
import type { TurnReport } from '../../call/report/report.ts'
import type { Blocker, CallError, Wait, WaitReason } from '../../call/report/result.ts'
import { EventLog } from '../../util/event-log.ts'
import { guardCallback } from '../../util/guard-callback.ts'
import type { CallRecord, CallWatch } from '../call-record.ts'
import type { Announcer, Watcher } from './announcer.ts'
import { EventNotes } from './event-notes.ts'
import type { Scope } from '../scope.ts'

const firstAttempt = Object.freeze({ attempt: 1 })

/** A developer reads no more of them. */
const mostWarnings = 100

/** Tells those who watch a turn what happens in it, in the turn's own context, and keeps it for those who come late. */
export class TurnEvents implements CallWatch {
  readonly #announcer: Announcer
  readonly #turnId: string
  readonly #scope: Scope
  readonly #nowMs: () => number
  readonly #watchers: Watcher[] = []
  readonly #blocking = new BlockingTools()
  #warnings: Set<string> | undefined
  /** What was told while nobody watched. */
  #notes: EventNotes | undefined = new EventNotes()
  /** Once somebody watches, or there is what has to be bounded. */
  #log: EventLog<TurnEvent> | undefined
  #ended = false

  constructor(
    announcer: Announcer,
    turnId: string,
    scope: Scope,
    nowMs: () => number,
    watchers: readonly (Watcher | undefined)[],
  ) {
    this.#announcer = announcer
    this.#turnId = turnId
    this.#scope = scope
    this.#nowMs = nowMs
    for (const watcher of watchers) {
      const guarded = watcher && guardCallback('onEvent', watcher, (told) => this.warn(told))
      if (guarded !== undefined) this.#watchers.push(guarded)
    }
  }

  /** Iterates over the events, from the turn's first on. */
  iterate(): AsyncIterator<TurnEvent> {
    return this.#makeLog()[Symbol.asyncIterator]()
  }

  received(call: CallRecord): void {
    this.#tell('call.received', call, undefined, call.receivedMs)
  }

  waiting(call: CallRecord, reason: WaitReason, detail?: string, by?: Blocker): void {
    // The answer for which it would wait may have come at once.
    if (call.outcome !== undefined || call.waitsFor(reason, detail)) return
    const nowMs = this.#nowMs()
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
    // There may be very many, of which a log forgets the oldest.
    this.#makeLog()
    this.#tell('call.progress', call, { progress })
  }

  retrying(call: CallRecord, delayMs: number, error: CallError): void {
    const nowMs = this.#nowMs()
    call.wait(nowMs, 'retry')
    this.#tell('call.retrying', call, { attempt: call.started, delayMs, error }, nowMs)
  }

  settled(call: CallRecord, nowMs: number): void {
    this.#tell('call.settled', call, undefined, nowMs)
  }

  committed(): void {
    this.#tell('turn.committed')
  }

  discarded(reason: string): void {
    this.#tell('turn.discarded', undefined, { reason })
  }

  ended(report: TurnReport): void {
    this.#tell('turn.settled', undefined, { report })
    this.#log?.end()
    this.#ended = true
  }

  blocked(tool: string, ms: number): void {
    this.#blocking.note(tool, ms)
  }

  warn(warning: string): void {
    this.#warnings ??= new Set()
    if (this.#warnings.size < mostWarnings) this.#warnings.add(warning)
  }

  /** What a developer should know of what happened around the calls. */
  warnings(): string[] {
    return [...this.#blocking.warnings(), ...(this.#warnings ?? [])]
  }

  #tell(
    type: TurnEvent['type'],
    call?: CallRecord,
    what?: object,
    atMs: number = this.#nowMs(),
  ): void {
    if (this.#watchers.length === 0 && this.#notes !== undefined)
      this.#notes.add(type, atMs, call, what)
    else this.#emit(this.#eventOf(type, atMs, call, what))
  }

  #emit(event: TurnEvent): void {
    this.#makeLog().push(event, { droppable: event.type === 'call.progress' })
    if (this.#watchers.length > 0) this.#announcer.tell(event, this.#watchers, this.#scope)
  }

  #makeLog(): EventLog<TurnEvent> {
    if (this.#log !== undefined) return this.#log
    this.#log = new EventLog()
    for (const note of this.#notes ?? []) this.#log.push(this.#eventOf(...note))
    this.#notes = undefined
    if (this.#ended) this.#log.end()
    return this.#log
  }

  #eventOf(type: TurnEvent['type'], atMs: number, call?: CallRecord, what?: object): TurnEvent {
    const says = type === 'call.waiting' ? ofWait(what as Wait) : what
    const event = { type, atMs, turnId: this.#turnId, ...(call && ofCall(type, call)), ...says }
    return event as TurnEvent
  }
}

/** What all events of a call say, and what those do of which its record is the only source. */
function ofCall(type: TurnEvent['type'], { id, index, call, result }: CallRecord): object {
  const of = { callId: id, index, name: call.name }
  if (type === 'call.received') return { ...of, call }
  return type === 'call.settled' ? { ...of, result } : of
}

/** When it began and ended is told otherwise. */
function ofWait({ reason, detail, by }: Wait): object {
  return by === undefined ? { reason, detail } : { reason, detail, by }
}
