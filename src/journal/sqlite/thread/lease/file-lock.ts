import { DatabaseSync } from 'node:sqlite'
import { makePrivate } from '../file/private-file.ts'
import { faultError, type JournalFault } from '../../../fault.ts'
import { isBusy, isNoDatabase } from '../sqlite-fault.ts'

/** A lock that goes with its process. */
export interface FileLock {
  release(): void
}

/** Long enough for another that only tries. */
const busyTimeoutMs = 100

/**
 * Holds a lock of the operating system on the file `<path>.lock` until it is released or the process ends, however it
 * ends. A suspended process keeps it: it may resume in the middle of a write. Who cannot have it knows that another lives;
 * who has it does not know yet that none does, because the system (POSIX) drops it as soon as anything in the holder's
 * process has read the file and closes it.
 *
 * The lock is SQLite's own, of a database without content, because Node has no other that works everywhere. Undefined
 * if another holds it.
 *
 * @throws {FanfoldError} `journal_corrupt` if something else has written to that file, and what SQLite throws.
 */
export function takeFileLock(path: string): FileLock | undefined {
  makePrivate(`${path}.lock`)
  const database = new DatabaseSync(`${path}.lock`)
  try {
    // Nothing is ever written, so that it needs no log, for which a full disk would have no room.
    database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}; PRAGMA journal_mode = MEMORY`)
    database.exec('BEGIN IMMEDIATE')
    return { release: () => database.close() }
  } catch (error) {
    database.close()
    if (isBusy(error)) return undefined
    if (isNoDatabase(error)) throw faultError(brokenLockFault(path), error)
    throw error
  }
}

function brokenLockFault(path: string): JournalFault {
  return {
    code: 'journal_corrupt',
    message:
      `The lock file ${path}.lock holds something else, so that nobody can lock the journal ${path}, which is as it was. ` +
      'Make sure that no process has the journal open, delete that file, and open the journal again.',
  }
}
