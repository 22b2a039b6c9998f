import { readsOnly } from '../call/effects.ts'
import type { CallHistory, CallIdentity, Journal, JournalRecord } from '../journal/journal.ts'
import { TimedJournal } from '../journal/timed-journal.ts'
import type { Clock } from '../util/clock.ts'
import type { CallRecord } from './call-record.ts'
import { CallIndex } from './keys/call-index.ts'
import { storedResult } from './report/result.ts'
import { OtherTurns } from './run/other-turns.ts'
import { isForGood, isGivenUp, isWithdrawn, mayHaveStarted } from './run/outcome.ts'
import { CallStarts } from './shared/call-starts.ts'
import { outerCallOf } from './shared/outer-call.ts'
import { keptInput } from './shared/same-call.ts'

/**
 * What is written of a turn's calls, and when:
 *
 * 1. Before the first attempt of a call that may change something: that it starts; also of one that had started before and
 *    may run again. If somebody else has started it meanwhile, the journal refuses that.
 * 2. Before anybody is told of its result: the result, also of one that was given up before it started, for after a crash
 *    it must not start either (if its message was not complete then: as soon as it is). Of one that was withdrawn: that it
 *    has not started after all, and so of one that was to go on elsewhere before its body began; of any other of these nothing.
 * 3. Before a write starts: the results of the reads that it had to come after, for run again they would see the
 *    write. Before it, or before a person is asked about a call: those that its input names, for it has to come out the
 *    same again. All other reads may run again, and are not written.
 */
export class JournalRecords {
  /** Who runs the calls of the turns under way: only of those anything is written. */
  readonly others: OtherTurns
  readonly #journal: Journal
  readonly #clock: Clock
  readonly #timed: TimedJournal
  /** By what they have read, those that are not written yet. */
  readonly #reads = new CallIndex()
  /** By what they write, those whose result is on its way into the journal. */
  readonly #ending = new CallIndex()
  readonly #starts: CallStarts
  /** Those about which somebody is asked. */
  readonly #asked = new WeakSet<CallRecord>()
  /** What has to be kept before a call's result may be told. */
  readonly #keeping = new WeakMap<CallRecord, Promise<void>>()

  constructor(journal: Journal, clock: Clock) {
    this.others = new OtherTurns(journal)
    this.#starts = new CallStarts(this.others.owners)
    this.#journal = journal
    this.#clock = clock
    this.#timed = new TimedJournal(journal, clock)
  }

  /** What is kept of a turn's calls, by key. */
  history(turnId: string): Promise<ReadonlyMap<string, CallHistory>> {
    return this.#timed.soon((journal) => journal.turn(turnId))
  }

  /** Resolves once it is kept that a call starts; undefined if it need not be. */
  started(call: CallRecord): Promise<void> | undefined {
    const { tool } = call
    if (this.#starts.has(call) || tool === undefined || readsOnly(tool)) return undefined
    call.journaled = true
    this.#keepReadsBefore(call)
    const { idempotencyKey } = call
    const start = this.#starts.of(call) + 1
    const kept = this.#append({ kind: 'call.started', ...this.#of(call), idempotencyKey, start })
    this.#starts.note(call, kept)
    return kept
  }

  /** Resolves once a call's result may be told, for what has to be kept of it is; undefined if that is nothing. */
  settled(call: CallRecord): Promise<void> | undefined {
    const { outcome } = call
    if (outcome !== undefined && isForGood(outcome)) this.others.takeOver(call)
    if (this.others.isOfAnother(call)) return undefined
    if (outcome !== undefined && (isWithdrawn(outcome) || !isForGood(outcome))) {
      // What has run stays started, and is handled by its effects when it comes again.
      const stays = !isWithdrawn(outcome) && mayHaveStarted(call)
      if (stays || !call.journaled) return undefined
      return this.#append({
        kind: 'call.withdrawn',
        ...this.#of(call),
        start: this.#starts.of(call),
      })
    }
    if (isGivenUp(call, this.#wasAsked(call))) call.journaled = true
    if (call.journaled) return this.#keepResult(call)
    this.#noteRead(call)
    return this.#keepNeeds(call)
  }

  /** The message of calls is complete: those that were given up before must not start after a crash either. */
  committed(calls: readonly CallRecord[]): void {
    for (const call of calls)
      if (
        !call.journaled &&
        isGivenUp(call, this.#wasAsked(call)) &&
        !this.others.isOfAnother(call)
      )
        this.#keepUnheard(call)
  }

  /** Resolves once it is kept that somebody is asked whether a call may run. */
  asked(call: CallRecord, resolvedInput: string | undefined): Promise<void> {
    // After a crash its input has to become the same again: that is what is decided on.
    this.#keepWhatNobodyAwaits(call.needs)
    this.#asked.add(call)
    return this.#append({ kind: 'call.asked', ...this.#of(call), resolvedInput })
  }

  /** Resolves once it is kept that a call may run, with another input. */
  allowedWith(call: CallRecord, changedInput: string): Promise<void> {
    const { turnId, callKey, atMs } = this.#of(call)
    const decided = { turnId, callKey, decision: 'allow', changedInput, atMs } as const
    return this.#append({ kind: 'call.decided', ...decided })
  }

  /** What those say who watch the journal. */
  decision({ turn, key }: CallRecord, signal: AbortSignal): ReturnType<Journal['decision']> {
    return this.#journal.decision(turn.id, key, signal)
  }

  /** A call has the result that it had in another turn of its id, which keeps it once somebody relies on it. */
  joined(call: CallRecord): void {
    if (this.others.joined(call)) this.#noteRead(call)
  }

  #wasAsked(call: CallRecord): boolean {
    return call.past?.askedAtMs !== undefined || this.#asked.has(call)
  }

  #noteRead(call: CallRecord): void {
    const { effects, outcome, started } = call
    // One that never started may have been given a result that another had.
    if (started === 0 && outcome?.status !== 'ok') return
    if (effects === undefined || effects.reads.length === 0) return
    this.#reads.add(call, effects.reads)
  }

  /**
   * What a call had to come after, or a plan that it is a step of, shows in its own result: nobody is told of that before
   * the other is kept. That one may have ended before it was known that the call would come after it.
   */
  #keepNeeds(call: CallRecord): Promise<void> | undefined {
    const before = new Set(this.#ending.overlapping(call, call.effects?.reads ?? []))
    for (let one: CallRecord | undefined = call; one !== undefined; one = one.turn.batch?.call)
      for (const need of one.follows) before.add(need)
    const needs: Promise<void>[] = []
    for (const need of before) {
      const kept = need.told ? undefined : this.#keeping.get(need)
      if (kept !== undefined) needs.push(kept)
    }
    if (needs.length === 0) return undefined
    const kept = Promise.allSettled(needs).then(() => undefined)
    this.#keeping.set(call, kept)
    return kept
  }

  #keepReadsBefore(call: CallRecord): void {
    const reads = this.#reads.overlapping(call, call.effects?.writes ?? [])
    this.#keepWhatNobodyAwaits(new Set([...call.follows, ...call.needs, ...reads]))
  }

  /** What is appended after these results is kept only if they are. Each is kept once, by the turn that ran it. */
  #keepWhatNobodyAwaits(calls: Iterable<CallRecord>): void {
    for (const one of calls) {
      const call = this.others.ownerOf(one)
      if (!hasUnkeptResult(call)) continue
      this.#reads.remove(call, call.effects?.reads ?? [])
      this.#keepUnheard(call)
    }
  }

  /** Nobody waits for it: its result has been told. */
  #keepUnheard(call: CallRecord): void {
    call.journaled = true
    this.#keepResult(call)?.catch(() => {})
  }

  #keepResult(call: CallRecord): Promise<void> | undefined {
    if (call.result === undefined) return undefined
    const result = storedResult(call.result)
    const start = this.#starts.of(call)
    const kept = this.#append({ kind: 'call.settled', ...this.#of(call), start, result })
    this.#keeping.set(call, kept)
    const writes = call.effects?.writes ?? ['*']
    if (writes.length > 0) {
      this.#ending.add(call, writes)
      const end = (): void => this.#ending.remove(call, writes)
      kept.then(end, end)
    }
    return kept
  }

  #of({ turn, key, call }: CallRecord): CallIdentity & { readonly atMs: number } {
    const input = keptInput(call.input)
    const atMs = this.#clock.epochMs()
    const one = { turnId: turn.id, callKey: key, name: call.name, input, atMs }
    // Most turns begin inside nothing.
    if (turn.parent === undefined && turn.batch === undefined) return one
    const inside = outerCallOf(turn, this.#journal)
    return inside === undefined ? one : { ...one, inside }
  }

  #append(record: JournalRecord): Promise<void> {
    return this.#timed.soon((journal) => journal.append(record))
  }
}

/** One that was withdrawn counts as one that had not started, and one that ended only here has no result. */
function hasUnkeptResult({ journaled, outcome }: CallRecord): boolean {
  return !journaled && outcome !== undefined && !isWithdrawn(outcome) && isForGood(outcome)
}
