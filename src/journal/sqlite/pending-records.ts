import { FanfoldError } from '../../call/errors/error.ts'
import { afterMicrotasks } from '../../util/after-microtasks.ts'
import { nextTurn } from '../../util/clock.ts'
import { conflictFault, faultError, followsFault, type JournalFault } from '../fault.ts'
import type { JournalRecord } from '../journal.ts'
import { refusal, scopesOf } from '../refusal.ts'
import { callOf } from './history.ts'
import { pieceLength, type Batch, type RefusedRow, type Row } from './messages.ts'
import { rowOf } from './row.ts'

interface Pending {
  readonly record: JournalRecord
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** Those that leave together, and the long texts that go ahead of them. */
interface Group {
  readonly rows: Row[]
  readonly heard: number
  readonly texts: string[]
}

/**
 * The records that are not durable yet, in the order in which they were appended. Those of one turn of the event loop
 * leave together, so that they share a commit.
 */
export class PendingRecords {
  readonly #path: string
  readonly #send: (batch: Batch) => void
  readonly #sendPiece: (text: string, ends: boolean) => void
  #pending: Pending[] = []
  #gathered: Group[] = []
  #handingOver: Promise<void> | undefined
  #idle: (() => void)[] = []
  /** Once something was lost, nothing that comes after may be kept. */
  #failed: JournalFault | undefined
  #heard = 0

  constructor(
    path: string,
    send: (batch: Batch) => void,
    sendPiece: (text: string, ends: boolean) => void,
  ) {
    this.#path = path
    this.#send = send
    this.#sendPiece = sendPiece
  }

  append(record: JournalRecord): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failed !== undefined) throw faultError(this.#failed)
      const texts: string[] = []
      const row = rowOrFault(record, texts)
      if (this.#gathered.length === 0) afterMicrotasks(() => this.flush())
      const group = this.#group()
      group.rows.push(row)
      for (const text of texts) group.texts.push(text)
      this.#pending.push({ record, resolve, reject })
    })
  }

  /** Sends what has gathered. Returns what is to be waited for, if long texts are on their way. */
  flush(): Promise<void> | undefined {
    while (this.#gathered.length > 0 && this.#handingOver === undefined) {
      const { rows, heard, texts } = this.#gathered.shift() as Group
      if (texts.length === 0) this.#send({ rows, heard })
      else this.#handingOver = this.#handOver({ rows, heard }, texts)
    }
    return this.#handingOver
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

  /** What is appended now relies on no more refusals than were heard of. */
  #group(): Group {
    const last = this.#gathered.at(-1)
    if (last?.heard === this.#heard) return last
    const group = { rows: [], heard: this.#heard, texts: [] }
    this.#gathered.push(group)
    return group
  }

  /** Long texts go ahead piece by piece, between which the event loop turns; what comes after them waits. */
  async #handOver(batch: Batch, texts: readonly string[]): Promise<void> {
    for (const text of texts)
      for (let at = 0; at < text.length; at += pieceLength) {
        await nextTurn()
        if (this.#failed !== undefined) return
        const end = at + pieceLength
        this.#sendPiece(text.slice(at, end), end >= text.length)
      }
    this.#handingOver = undefined
    this.#send(batch)
    await this.flush()
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
function rowOrFault(record: JournalRecord, texts: string[]): Row {
  try {
    return rowOf(record, texts)
  } catch (error) {
    if (!FanfoldError.is(error)) throw error
    const fault = { code: 'journal_record', message: error.message } as const
    const [scope = '', turnId = ''] = scopesOf(record)
    return { kind: record.kind, values: [scope, 0, turnId], fault }
  }
}
