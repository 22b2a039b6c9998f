import type { ToolCall } from '../call/call.ts'
import type { TurnReport } from '../call/report.ts'
import type { ToolResult } from '../call/result.ts'
import { Adoption } from './adoption.ts'
import { notKept } from './answers.ts'
import { CallNames } from './call-names.ts'
import { Entry } from './entry.ts'
import { makeReport } from './report.ts'
import type { TurnRun } from './turn-run.ts'

/** A turn's calls, in call order, and the counts of them. */
export class Ledger {
  readonly entries: Entry[] = []
  /** Calls, and turns of steps, that have not ended. */
  pending = 0
  readonly #names = new CallNames()
  /** Those of the turns of steps. */
  readonly #inner: Ledger[] = []
  /** Of results that the journal could not keep. */
  readonly #unkept: string[] = []
  /** Calls between their first start and their end: now, and the most at one moment. */
  #open = 0
  #peakConcurrency = 0

  /** A call has come in. */
  add(turn: TurnRun, call: ToolCall): Entry {
    const index = this.entries.length
    const entry = new Entry(turn, index, call, this.#names.name(call, index), turn.nowMs())
    this.entries.push(entry)
    this.pending += 1
    return entry
  }

  hasCall(id: string): boolean {
    return this.#names.has(id)
  }

  /** A turn of steps has begun, and is waited for. */
  join(inner: Ledger): void {
    this.#inner.push(inner)
    this.pending += 1
  }

  /** A call has started for the first time. */
  opened(): void {
    this.#open += 1
    this.#peakConcurrency = Math.max(this.#peakConcurrency, this.#open)
  }

  /** A call has its result. */
  settled({ startedMs }: Entry): void {
    if (startedMs !== undefined) this.#open -= 1
  }

  /** Everybody may know a call's result. `fault`: the journal could not keep it. */
  told(entry: Entry, fault: unknown): void {
    entry.told = true
    if (fault !== undefined) this.#unkept.push(notKept(entry.call, fault))
    this.pending -= 1
  }

  /** Has the scheduler look again at those of the first calls that wait for something. */
  wakeReceived(count: number = this.entries.length): void {
    for (const entry of this.entries.slice(0, count))
      if (entry.stage === 'received') entry.turn.scheduler.wake(entry)
  }

  /** What a turn in this one's stead may take over. */
  finished(): Adoption {
    return new Adoption([this, ...this.#inner].flatMap(({ entries }) => entries))
  }

  /** Once all have ended. */
  report({ id, scheduler, blocking, events }: TurnRun): TurnReport {
    const results = this.entries.map(({ result }) => result as ToolResult)
    const shown = scheduler.budget?.fit(results) ?? results
    const faults: string[] = []
    for (const { effects } of this.entries)
      if (effects?.fault !== undefined) faults.push(effects.fault)
    const warnings = [...faults, ...blocking.warnings(), ...events.warnings(), ...this.#unkept]
    return makeReport(id, this.entries, shown, warnings, this.#peakConcurrency)
  }
}
