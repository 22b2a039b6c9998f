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

/** An event in the making: it becomes one when somebody is there to be told. */
interface Note {
  readonly type: TurnEvent['type']
  readonly atMs: number
  readonly call: CallRecord | undefined
  /** What only events of its type say. */
  readonly what: object | undefined
}

/** Tells those who watch a turn what happens in it, in the turn's own context, and keeps it for those who come late. */
export class TurnEvents implements CallWatch {
  readonly #turnId: string
  readonly #scope: Scope
  readonly #nowMs: () => number
  readonly #watchers: Watcher[] = []
  readonly #blocking = new BlockingTools()
  readonly #warnings: Set<string> = new Set()
  /** What was told while nobody watched. */
  #notes: Note[] = []
  /** Once somebody watches, or there is what has to be bounded. */
  #log: EventLog<TurnEvent> | undefined
  #ended = false

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
    return this.#makeLog()[Symbol.asyncIterator]()
  }

  received(call: CallRecord): void {
    this.#tell('call.received', call, undefined, call.receivedMs)
  }

  waiting(call: CallRecord, reason: WaitReason, detail?: string, by?: Blocker): void {
    const nowMs = this.#nowMs()
    // The answer for which it would wait may have come at once.
    if (call.outcome !== undefined || !call.wait(reason, detail, by, nowMs)) return
    this.#tell('call.waiting', call, { reason, detail, ...(by !== undefined && { by }) }, nowMs)
  }

  started(call: CallRecord, nowMs: number): void {
    this.#tell('call.started', call, { attempt: call.started }, nowMs)
  }

  progress(call: CallRecord, progress: unknown): void {
    // There may be very many, of which a log forgets the oldest.
    this.#makeLog()
    this.#tell('call.progress', call, { progress })
  }

  retrying(call: CallRecord, delayMs: number, error: CallError): void {
    const nowMs = this.#nowMs()
    call.wait('retry', undefined, undefined, nowMs)
    this.#tell('call.retrying', call, { attempt: call.started, delayMs, error }, nowMs)
  }

  settled(call: CallRecord): void {
    this.#tell('call.settled', call, { result: call.result })
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
    if (this.#warnings.size < mostWarnings) this.#warnings.add(warning)
  }

  /** What a developer should know of what happened around the calls. */
  warnings(): string[] {
    return [...this.#blocking.warnings(), ...this.#warnings]
  }

  #tell(
    type: TurnEvent['type'],
    call?: CallRecord,
    what?: object,
    atMs: number = this.#nowMs(),
  ): void {
    const note = { type, atMs, call, what }
    if (this.#watchers.length === 0 && this.#log === undefined) this.#notes.push(note)
    else this.#emit(note)
  }

  #emit(note: Note): void {
    const event = this.#eventOf(note)
    if (this.#watchers.length > 0) this.#makeLog()
    this.#log?.push(event, { droppable: event.type === 'call.progress' })
    for (const watcher of this.#watchers) this.#scope.run(watcher, event)
  }

  #makeLog(): EventLog<TurnEvent> {
    if (this.#log !== undefined) return this.#log
    this.#log = new EventLog()
    for (const note of this.#notes) this.#log.push(this.#eventOf(note))
    this.#notes = []
    if (this.#ended) this.#log.end()
    return this.#log
  }

  #eventOf({ type, atMs, call, what }: Note): TurnEvent {
    const ofTurn = { type, atMs, turnId: this.#turnId, ...what }
    if (call === undefined) return ofTurn as TurnEvent
    const {
      id: callId,
      index,
      call: { name },
    } = call
    const ofCall = { ...ofTurn, callId, index, name }
    return (type === 'call.received' ? { ...ofCall, call: call.call } : ofCall) as TurnEvent
  }
}
