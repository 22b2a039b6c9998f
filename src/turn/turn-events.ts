import type { TurnEvent } from '../call/event.ts'
import type { TurnReport } from '../call/report.ts'
import type { CallError, WaitReason } from '../call/result.ts'
import { EventQueue } from '../util/event-queue.ts'
import type { Entry } from './entry.ts'

type Watcher = (event: TurnEvent) => void

/** Tells those who watch a turn what happens in it. While nobody does, no event is made. */
export class TurnEvents {
  readonly #turnId: string
  readonly #nowMs: () => number
  readonly #watchers: Watcher[]
  #queue: EventQueue<TurnEvent> | undefined
  #fault: unknown

  constructor(turnId: string, nowMs: () => number, watchers: readonly (Watcher | undefined)[]) {
    this.#turnId = turnId
    this.#nowMs = nowMs
    this.#watchers = watchers.filter((watcher) => watcher !== undefined)
  }

  /** Iterates over the events, from the turn's first on: what was before is told again from the ledger. */
  iterate(
    entries: readonly Entry[],
    report: TurnReport | undefined,
  ): AsyncIterableIterator<TurnEvent> {
    if (this.#queue === undefined) {
      const queue = new EventQueue<TurnEvent>()
      for (const event of past(this.#turnId, entries)) queue.push(event)
      if (report !== undefined) {
        queue.push({ type: 'turn.settled', report, ...this.#at() })
        queue.end()
      }
      this.#watchers.push((event) => queue.push(event))
      this.#queue = queue
    }
    return this.#queue
  }

  received(entry: Entry): void {
    if (this.#watchers.length > 0)
      this.#emit({ type: 'call.received', call: entry.call, ...this.#of(entry) })
  }

  /** Notes on the entry, too, what it waits for. */
  waiting(entry: Entry, reason: WaitReason, detail?: string): void {
    // The answer for which it would wait may have come at once.
    if (entry.decided || entry.waitsFor(reason, detail)) return
    entry.wait(reason, detail, this.#nowMs())
    if (this.#watchers.length > 0)
      this.#emit({ type: 'call.waiting', reason, detail, ...this.#of(entry) })
  }

  started(entry: Entry): void {
    if (this.#watchers.length > 0)
      this.#emit({ type: 'call.started', attempt: entry.attempts, ...this.#of(entry) })
  }

  progress(entry: Entry, progress: unknown): void {
    if (this.#watchers.length > 0)
      this.#emit({ type: 'call.progress', progress, ...this.#of(entry) })
  }

  retrying(entry: Entry, delayMs: number, error: CallError): void {
    entry.wait('retry', undefined, this.#nowMs())
    if (this.#watchers.length > 0) {
      const { attempts: attempt } = entry
      this.#emit({ type: 'call.retrying', attempt, delayMs, error, ...this.#of(entry) })
    }
  }

  settled(entry: Entry): void {
    if (this.#watchers.length > 0 && entry.result !== undefined)
      this.#emit({ type: 'call.settled', result: entry.result, ...this.#of(entry) })
  }

  committed(): void {
    this.#emit({ type: 'turn.committed', ...this.#at() })
  }

  discarded(reason: string): void {
    this.#emit({ type: 'turn.discarded', reason, ...this.#at() })
  }

  ended(report: TurnReport): void {
    this.#emit({ type: 'turn.settled', report, ...this.#at() })
    this.#queue?.end()
  }

  /** What a watcher threw, if one did; the turn does not suffer for it. */
  warnings(): string[] {
    return this.#fault === undefined ? [] : [`An onEvent function threw: ${String(this.#fault)}`]
  }

  #at(): { atMs: number; turnId: string } {
    return { atMs: this.#nowMs(), turnId: this.#turnId }
  }

  #of(entry: Entry): {
    atMs: number
    turnId: string
    callId: string
    index: number
    name: string
  } {
    const { id: callId, index, call } = entry
    return { atMs: this.#nowMs(), turnId: this.#turnId, callId, index, name: call.name }
  }

  #emit(event: TurnEvent): void {
    for (const watcher of this.#watchers)
      try {
        watcher(event)
      } catch (error) {
        this.#fault ??= error
      }
  }
}

/** What a late watcher missed: each call's arrival, first start and result, in the order in which they came. */
function past(turnId: string, entries: readonly Entry[]): TurnEvent[] {
  const events: TurnEvent[] = []
  for (const { id: callId, index, call, receivedMs, startedMs, result, told } of entries) {
    const of = { turnId, callId, index, name: call.name }
    events.push({ type: 'call.received', call, atMs: receivedMs, ...of })
    if (startedMs !== undefined)
      events.push({ type: 'call.started', attempt: 1, atMs: startedMs, ...of })
    if (result !== undefined && told)
      events.push({ type: 'call.settled', result, atMs: result.timing.settledMs, ...of })
  }
  return events.sort((a, b) => a.atMs - b.atMs)
}
