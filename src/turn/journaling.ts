import { readsOnly } from '../call/effects.ts'
import { FanfoldError } from '../call/error.ts'
import type { AnyTool } from '../call/tool.ts'
import type { CallHistory, CallIdentity, Journal, JournalRecord } from '../journal/journal.ts'
import { KeyIndex } from '../keys/key-index.ts'
import { canonicalJson } from '../util/canonical-json.ts'
import type { Clock } from '../util/clock.ts'
import { sharedTimers } from '../util/shared-timers.ts'
import type { Entry } from './entry.ts'
import { storedResult } from './stored-result.ts'
import type { TurnRun } from './turn-run.ts'

/** A journal that takes longer is as good as broken; a turn must not hang on it. */
const patienceMs = 10_000

/**
 * What is written of a turn's calls, and when:
 *
 * 1. Before the first attempt of a call that may change something: that it starts.
 * 2. Before anybody is told of its result: the result, also of one that was given up before it started, for after a crash
 *    it must not start either.
 * 3. Before a write starts: the results of the reads that it had to come after, for run again they would see the
 *    write. All other reads may run again, and are not written.
 */
export class Journaling {
  readonly #journal: Journal
  readonly #clock: Clock
  readonly #timers: Clock
  /** By what they have read, the reads of each turn that are not written yet, those of its plans included. */
  readonly #reads = new WeakMap<TurnRun, KeyIndex<Entry>>()
  /** What has to be kept before a call's result may be told. */
  readonly #keeping = new WeakMap<Entry, Promise<void>>()

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal
    this.#clock = clock
    this.#timers = sharedTimers(clock)
  }

  /** What is kept of a turn's calls, by key. */
  history(turnId: string): Promise<ReadonlyMap<string, CallHistory>> {
    return this.#soon(this.#journal.turn(turnId))
  }

  /** Resolves once it is kept that a call starts; undefined if it need not be. */
  started(entry: Entry): Promise<void> | undefined {
    if (entry.journaled || readsOnly(entry.tool as AnyTool)) return undefined
    entry.journaled = true
    this.#keepReadsBefore(entry)
    const idempotencyKey = `${entry.turn.id}:${entry.key}`
    return this.#append({ kind: 'call.started', ...this.#of(entry), idempotencyKey })
  }

  /** Resolves once a call's result may be told, for what has to be kept of it is; undefined if that is nothing. */
  settled(entry: Entry): Promise<void> | undefined {
    if (isGivenUp(entry)) entry.journaled = true
    if (entry.journaled) return this.#keepResult(entry)
    this.#noteRead(entry)
    return this.#keepNeeds(entry)
  }

  #noteRead(entry: Entry): void {
    const { effects } = entry
    if (entry.attempts === 0 || effects === undefined || effects.reads.length === 0) return
    const turn = turnAround(entry)
    let reads = this.#reads.get(turn)
    if (reads === undefined) this.#reads.set(turn, (reads = new KeyIndex()))
    for (const key of effects.reads) reads.add(key, entry)
  }

  /** What a call needed shows in its own result: nobody is told of that before the other is kept. */
  #keepNeeds(entry: Entry): Promise<void> | undefined {
    const needs = entry.follows.flatMap((need) =>
      need.told ? [] : (this.#keeping.get(need) ?? []),
    )
    if (needs.length === 0) return undefined
    const kept = allSettled(needs)
    this.#keeping.set(entry, kept)
    return kept
  }

  /** Asks whoever watches the journal whether a call may run. */
  async decision(entry: Entry, signal: AbortSignal): ReturnType<Journal['decision']> {
    if (entry.past?.askedAtMs === undefined)
      await this.#append({ kind: 'call.asked', ...this.#of(entry) })
    return this.#journal.decision(entry.turn.id, entry.key, signal)
  }

  #keepReadsBefore(entry: Entry): void {
    const reads = this.#reads.get(turnAround(entry))
    const before = new Set(entry.follows.filter(({ journaled, result }) => !journaled && result))
    for (const key of entry.effects?.writes ?? [])
      for (const read of reads?.overlapping(key) ?? []) before.add(read)
    for (const read of before) {
      for (const key of read.effects?.reads ?? []) reads?.remove(key, read)
      read.journaled = true
      // Nobody waits for this one: what is appended after it is kept only if it is.
      this.#keepResult(read).catch(() => {})
    }
  }

  #keepResult(entry: Entry): Promise<void> {
    const result = storedResult(entry)
    const kept = this.#append({ kind: 'call.settled', ...this.#of(entry), result })
    this.#keeping.set(entry, kept)
    return kept
  }

  #of({ turn, key, call }: Entry): CallIdentity & { readonly atMs: number } {
    const input = inputText(call.input)
    const atMs = this.#clock.epochMs()
    return { turnId: turn.id, callKey: key, name: call.name, input, atMs }
  }

  #append(record: JournalRecord): Promise<void> {
    return this.#soon(this.#journal.append(record))
  }

  /** As `kept`, but not later than the patience. */
  #soon<T>(kept: Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const message = `${this.#journal.name} did not answer in ${patienceMs} ms.`
    const timer = this.#timers.setTimer(
      () => reject(new FanfoldError(message, { code: 'journal_timeout' })),
      patienceMs,
      undefined,
    )
    kept.then(resolve, reject).finally(() => this.#timers.clearTimer(timer))
    return promise
  }
}

/**
 * A call of a complete message that could have run, might have changed something, and was told not to. (What is wrong with
 * a call's arguments is wrong again; and a journal that fails keeps nothing.)
 */
function isGivenUp({ attempts, tool, turn, result }: Entry): boolean {
  if (attempts > 0 || result === undefined || !turn.committed) return false
  const { status, error } = result
  if (status === 'ok' || error?.code === 'journal') return false
  return tool === undefined ? status !== 'failed' : !readsOnly(tool)
}

async function allSettled(promises: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(promises)
}

/** The turn within which a call keeps its order: the steps of a plan run among the calls of its turn. */
function turnAround({ turn }: Entry): TurnRun {
  let around = turn
  while (around.host !== undefined) around = around.host.turn
  return around
}

/** By what a call's arguments are known again. Those that JSON cannot hold came from no model. */
export function inputText(input: unknown): string {
  try {
    return canonicalJson(input)
  } catch {
    return 'unreadable'
  }
}
