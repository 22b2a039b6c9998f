import type { DatabaseSync } from 'node:sqlite'
import type { FileLock } from '../lease/file-lock.ts'
import type { Lease } from '../lease/lease.ts'
import type { OpenedFiles } from '../lease/opened-files.ts'
import { transaction } from '../transaction.ts'
import { busyTimeoutMs } from './open-to-read.ts'
import type { Reserve } from './reserve.ts'

const pageBytes = 4_096
/** SQLite's own figure. */
const usualLogPages = 1_000

export interface JournalFileParts {
  readonly path: string
  readonly database: DatabaseSync
  /** Absent but for an engine, as those that follow. */
  readonly files?: OpenedFiles | undefined
  readonly lease?: Lease | undefined
  readonly lock?: FileLock | undefined
  readonly reserve?: Reserve | undefined
}

/** A journal's file, open. */
export class JournalFile {
  readonly path: string
  readonly database: DatabaseSync
  readonly #parts: JournalFileParts

  constructor(parts: JournalFileParts) {
    this.path = parts.path
    this.database = parts.database
    this.#parts = parts
  }

  /**
   * One transaction. What it returns is durable, in the file that the path names.
   *
   * @throws {FanfoldError} `journal_lost`, if that is another file by now, or another engine's; and what SQLite throws.
   */
  write<T>(write: () => T): T {
    const { files, lease } = this.#parts
    const written = transaction(this.database, () => {
      lease?.check()
      files?.check()
      return write()
    })
    // Again, because it may have been replaced meanwhile.
    files?.check()
    return written
  }

  /** What it writes is for those who watch, so it need not be forced to the disk. */
  renew(): void {
    this.database.exec('PRAGMA synchronous = NORMAL')
    try {
      this.write(() => this.#parts.lease?.renew())
    } finally {
      this.database.exec('PRAGMA synchronous = FULL')
    }
    this.watchDisk()
  }

  /** The disk is full: gives back what is in reserve for that, and what the log takes up. */
  makeRoom(): void {
    this.#parts.reserve?.giveAll()
    this.emptyLog()
  }

  /** What the log holds goes into the file, and its room back to the disk. */
  emptyLog(): void {
    try {
      // Nobody is waited for: while somebody reads, the log stays as it is.
      this.database.exec('PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)')
    } catch {
      // The file cannot grow by what is new in it.
    }
    this.database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`)
  }

  /**
   * Keeps in reserve what pruning needs on a full disk. While there is not much more, the log is emptied as soon as it holds
   * what would fit into that.
   */
  watchDisk(): void {
    const { reserve } = this.#parts
    if (reserve === undefined) return
    const { isShort, bytes } = reserve.fill()
    const pages = isShort ? Math.max(8, Math.floor((bytes * 0.8) / pageBytes)) : usualLogPages
    this.database.exec(`PRAGMA wal_autocheckpoint = ${pages}`)
  }

  close(): void {
    const { lease, lock } = this.#parts
    try {
      if (lease !== undefined) this.write(() => lease.release())
    } catch {
      // It is another's, or the disk is full: who opens it next sees that the holder has ended.
    }
    this.database.close()
    lock?.release()
  }
}
