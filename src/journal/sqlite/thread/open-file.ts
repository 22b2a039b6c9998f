import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { faultError } from '../../fault.ts'
import { checkFile } from './check-file.ts'
import { eraseHolder, inUseFault, writeHolder } from './lock-holder.ts'
import { takeFileLock, type FileLock } from './file-lock.ts'
import type { OpenFile } from '../messages.ts'
import { locate } from './locate.ts'
import { makePrivate } from './private-file.ts'
import { cannotMakeFiles, faultOf } from './sqlite-fault.ts'

/** A journal's file, open. */
export interface JournalFile {
  readonly path: string
  readonly database: DatabaseSync
  close(): void
}

/** How long a commit waits for another process: those that write beside an engine write one row. */
const busyTimeoutMs = 5_000

/** @throws {FanfoldError} with the code of a {@link JournalFault}, whatever goes wrong. */
export function openFile(file: OpenFile): JournalFile {
  const path = locate(file)
  let lock: FileLock | undefined
  let database: DatabaseSync | undefined
  try {
    if (file.mode === 'engine') {
      makePrivate(path)
      lock = takeFileLock(path)
      if (lock === undefined) throw faultError(inUseFault(path, () => openToRead(path)))
    }
    database = file.mode === 'read' ? openToRead(path) : new DatabaseSync(path)
    // First of all: even to look at a file may mean to wait for another process.
    database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`)
    checkFile(path, database, file.mode)
    if (file.mode !== 'read') prepare(database, file)
    return journalFile(path, database, lock)
  } catch (error) {
    database?.close()
    lock?.release()
    throw isFault(error) ? error : faultError(faultOf(path, error), error)
  }
}

function prepare(database: DatabaseSync, { mode, atMs, simulated }: OpenFile): void {
  database.exec('PRAGMA synchronous = FULL; PRAGMA cache_size = -16000')
  // After a large group the file beside it shrinks again.
  database.exec(`PRAGMA journal_size_limit = ${64 * 2 ** 20}`)
  if (mode === 'engine') writeHolder(database, atMs)
  if (simulated.maxPages !== undefined)
    database.exec(`PRAGMA max_page_count = ${simulated.maxPages}`)
}

function journalFile(
  path: string,
  database: DatabaseSync,
  lock: FileLock | undefined,
): JournalFile {
  return {
    path,
    database,
    close() {
      try {
        if (lock !== undefined) eraseHolder(database)
      } catch {
        // On a full disk it stays; who opens the file next overwrites it.
      }
      database.close()
      lock?.release()
    },
  }
}

/** In a read-only folder, and without a log to read, the file is read as it lies: SQLite has to be told so. */
function openToRead(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    database.exec('SELECT 1 FROM sqlite_schema LIMIT 1')
    return database
  } catch (error) {
    database.close()
    const log = statSync(`${path}-wal`, { throwIfNoEntry: false })
    if (!cannotMakeFiles(error) || (log?.size ?? 0) > 0) throw error
    return new DatabaseSync(`${pathToFileURL(path).href}?immutable=1`, { readOnly: true })
  }
}

function isFault(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === 'string' && code.startsWith('journal_')
}
