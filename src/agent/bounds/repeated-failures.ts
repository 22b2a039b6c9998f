import { failedBefore, type CallFailure } from '../../call/errors/call-failure.ts'
import { ChangedReady } from '../../call/known.ts'
import { readsOnly } from '../../call/effects.ts'
import type { Toolset } from '../../call/toolset.ts'
import type { CallRecord } from '../../turn/call-record.ts'
import type { WriteLog } from '../../turn/shared/write-log.ts'
import { canonicalJson } from '../../util/canonical-json.ts'
import { cutText } from '../../util/cut-text.ts'
import { systemClock } from '../../util/clock.ts'
import { sha256, toHex, utf16Of } from '../../util/platform/sha256.ts'
import { randomId } from '../../util/random-id.ts'
import type { Outcome } from '../../turn/waits/wait.ts'

/** A call that failed so often in the same way is not run again. */
const mostFailures = 2
/** Of so many calls it is known how they failed; those that failed the longest ago are forgotten. */
const mostKept = 50
/** So much of a failure is told again. */
const mostSaidChars = 500
/** A call of more keys counts as one of which nothing is known. */
const mostKeys = 20

/** How a call failed, each time in the same way, as plain data that a journal keeps. */
export interface RepeatedFailure {
  /** A digest of its tool and arguments. */
  readonly call: string
  /** A digest of what it was answered. */
  readonly answer: string
  /** The beginning and the end of that. */
  readonly said: string
  readonly failures: number
  /** What it reads and writes; undefined if that is not known. */
  readonly keys?: readonly string[] | undefined
  /** How many writes an engine had seen when it failed the last time, and the name of that engine's log of them. */
  readonly since?: { readonly log: string; readonly writes: number } | undefined
}

/** So that a run that is taken up in the same engine tells what was written before a failure from what was written since. */
const logNames = new WeakMap<WriteLog, string>()

function nameOfLog(log: WriteLog): string {
  let name = logNames.get(log)
  if (name === undefined) logNames.set(log, (name = randomId(systemClock, 'log')))
  return name
}

/**
 * The calls of a run that failed, each time in the same way. A failure counts if another try would end the same: not a transient
 * one, a time-out, or one of a call that was stopped, denied, or changed when it was approved. It counts no more once something
 * succeeded that may have changed what the call depends on.
 */
export class RepeatedFailures {
  readonly #tools: Toolset
  #entries: Map<string, RepeatedFailure> | undefined
  #writes: WriteLog | undefined

  constructor(tools: Toolset) {
    this.#tools = tools
  }

  /** The answer to a call that would fail again. */
  refuse(call: CallRecord, writes: WriteLog): CallFailure | undefined {
    const entry = this.#entryOf(call)
    if (entry === undefined || entry.failures < mostFailures) return undefined
    return isOld(entry, writes) ? undefined : failedBefore(call.call.name, entry.said)
  }

  ended(call: CallRecord, outcome: Outcome, writes: WriteLog): void {
    const { result } = call
    const hasRun = (result?.attempts ?? 0) > 0
    if (outcome.status === 'failed') {
      if (hasRun) this.#failed(call, outcome, writes)
      return
    }
    if (this.#entries === undefined || (!hasRun && outcome.status !== 'ok')) return
    const name = nameOf(call)
    if (name !== undefined) this.#entries.delete(name)
    this.#noteChange(call)
  }

  /** Somebody may have changed anything. */
  clear(): void {
    this.#entries = undefined
  }

  /** What a journal is to keep; undefined if that is nothing. */
  kept(): readonly RepeatedFailure[] | undefined {
    const log = this.#writes
    if (this.#entries === undefined) return undefined
    const kept = [...this.#entries.values()].filter(
      (entry) => log === undefined || !isOld(entry, log),
    )
    return kept.length > 0 ? kept : undefined
  }

  /** Takes up what a journal has kept, in the place of what it has. */
  restore(kept: readonly RepeatedFailure[] | undefined): void {
    this.#entries = kept && new Map(kept.map((failure) => [failure.call, failure]))
  }

  #failed(call: CallRecord, { error }: CallFailure, writes: WriteLog): void {
    const name = nameOf(call)
    if (name === undefined) return
    this.#writes = writes
    const entries = (this.#entries ??= new Map<string, RepeatedFailure>())
    const before = entries.get(name)
    entries.delete(name)
    if (error.transient) return
    const answer = digest(error.message)
    const isAgain = before?.answer === answer && !isOld(before, writes)
    const said = cutText(error.message, mostSaidChars)
    const failures = isAgain ? before.failures + 1 : 1
    const since = { log: nameOfLog(writes), writes: writes.count }
    entries.set(name, { call: name, answer, said, failures, keys: keysOf(call), since })
    const [oldest] = entries.size > mostKept ? entries.keys() : []
    if (oldest !== undefined) entries.delete(oldest)
  }

  #entryOf(call: CallRecord): RepeatedFailure | undefined {
    if (this.#entries === undefined || this.#entries.size === 0) return undefined
    const name = nameOf(call)
    return name === undefined ? undefined : this.#entries.get(name)
  }

  /** A call ran that did not fail. What it says that it writes is in the log. */
  #noteChange(call: CallRecord): void {
    const { effects } = call
    const tool = call.tool ?? this.#tools.get(call.call.name)
    if (tool === undefined || readsOnly(tool)) return
    if (effects?.declared !== true || tool.runsIn === 'outside') return this.clear()
    if (effects.writes.length === 0) return
    for (const [name, { keys }] of this.#entries ?? [])
      if (keys === undefined) this.#entries?.delete(name)
  }
}

/** What it depends on may have changed since it failed. Of another engine's failure, all that this one has written came after. */
function isOld({ keys, since }: RepeatedFailure, writes: WriteLog): boolean {
  const before = since !== undefined && since.log === logNames.get(writes) ? since.writes : 0
  return keys !== undefined && writes.hasSince(before, keys, true)
}

/** Undefined if what the call runs with is not what it says: it is like no other. */
function nameOf({ call, needs, known }: CallRecord): string | undefined {
  if (needs.length > 0 || known instanceof ChangedReady) return undefined
  const json = canonicalJson(call.input)
  return json === undefined ? undefined : digest(JSON.stringify([call.name, json]))
}

function keysOf({ effects }: CallRecord): readonly string[] | undefined {
  if (effects?.declared !== true || effects.fault !== undefined) return undefined
  const keys = [...effects.reads, ...effects.writes]
  return keys.length > mostKeys ? undefined : keys
}

function digest(text: string): string {
  return toHex(sha256(utf16Of(text))).slice(0, 24)
}
