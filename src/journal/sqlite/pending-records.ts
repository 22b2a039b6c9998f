import { FanfoldError } from '../../call/errors/error.ts'
import { afterMicrotasks } from '../../util/after-microtasks.ts'
import { conflictFault, faultError, followsFault, type JournalFault } from '../fault.ts'
import type { JournalRecord } from '../journal.ts'
import { refusal, scopesOf } from '../refusal.ts'
import { callOf } from './history.ts'
import type { Batch, RefusedRow, Row } from './messages.ts'
import { rowOf } from './row.ts'

interface Pending {
  readonly record: JournalRecord
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/**
 * The records that are not durable yet, in the order in which they were appended. Those of one turn of the event loop
 * leave together, so that they share a commit.
 */
export class PendingRecords {
  readonly #path: string
  readonly #send: (batch: Batch) => void
  #pending: Pending[] = []
  #gathered: Row[] = []
  #idle: (() => void)[] = []
  /** Once something was lost, nothing that comes after may be kept. */
  #failed: JournalFault | undefined
  #heard = 0

  constructor(path: string, send: (batch: Batch) => void) {
    this.#path = path
    this.#send = send
  }

  append(record: JournalRecord): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failed !== undefined) throw faultError(this.#failed)
      const row = rowOrFault(record)
      if (this.#gathered.length === 0) afterMicrotasks(() => this.flush())
      this.#gathered.push(row)
      this.#pending.push({ record, resolve, reject })
    })
  }

  /** Sends what has gathered. */
  flush(): void {
    const rows = this.#gathered
    this.#gathered = []
    if (rows.length > 0) this.#send({ rows, heard: this.#heard })
  }

  /** Resolves once nothing is pending. */
  settled(): Promise<void> {
    if (this.#pending.length === 0) return Promise.resolve()
    return new Promise((resolve) => this.#idle.push(resolve))
  }

  commit(count: number, refused: readonly RefusedRow[]): void {
    this.#heard += refused.length
    const committed = this.#pending.splice(0, count)
    const why = new Map(refused.map((row) => [row.at, row]))
    for (const [at, pending] of committed.entries()) {
      const row = why.get(at)
      if (row === undefined) pending.resolve()
      else pending.reject(faultError(this.#faultOf(pending.record, row)))
    }
    this.#resolveIdle()
  }

  fail(fault: JournalFault): void {
    this.#failed ??= fault
    const lost = this.#pending
    this.#pending = []
    this.#gathered = []
    for (const { reject } of lost) reject(faultError(fault))
    this.#resolveIdle()
  }

  #resolveIdle(): void {
    if (this.#pending.length > 0) return
    for (const resolve of this.#idle.splice(0)) resolve()
  }

  #faultOf(record: JournalRecord, refused: RefusedRow): JournalFault {
    const { follows, fault, call, run, message } = refused
    if (follows === true) return followsFault(scopesOf(record))
    if (fault !== undefined) return fault
    const kept = { call: call && callOf(this.#path, call), run, message }
    const why = refusal(record, kept)
    return conflictFault(why ?? `A record of kind ${record.kind} contradicts the journal.`)
  }
}

/** What cannot be written is refused in its turn, and takes along what comes after it. */
function rowOrFault(record: JournalRecord): Row {
  try {
    return rowOf(record)
  } catch (error) {
    if (!FanfoldError.is(error)) throw error
    const fault = { code: 'journal_record', message: error.message } as const
    const [scope = '', turnId = ''] = scopesOf(record)
    return { kind: record.kind, values: [scope, 0, turnId], fault }
  }
}
