import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { systemClock } from '../../../../util/clock.ts'
import { faultError } from '../../../fault.ts'
import type { OpenFile } from '../../messages.ts'
import { takeFileLock } from '../lease/file-lock.ts'
import { lockedFault } from '../lease/holder.ts'
import { leaseMs, takeLease, watchHolder, type LeaseOptions } from '../lease/lease.ts'
import { fileIdentity, OpenedFiles } from '../lease/opened-files.ts'
import { thisProcess } from '../lease/process-state.ts'
import { faultOf, isFull } from '../sqlite-fault.ts'
import { transaction } from '../transaction.ts'
import { checkFile, checkFormat, isEmpty, versionOf } from './check-file.ts'
import { JournalFile, type JournalFileParts } from './journal-file.ts'
import { locate } from './locate.ts'
import { busyTimeoutMs, openToRead } from './open-to-read.ts'
import { makePrivate } from './private-file.ts'
import { Reserve } from './reserve.ts'
import { upgrade } from './upgrade.ts'

/** @throws {FanfoldError} with the code of a {@link JournalFault}, whatever goes wrong. */
export function openFile(file: OpenFile): JournalFile {
  const path = locate(file)
  try {
    return file.mode === 'engine' ? openToWrite(path, file) : openBeside(path, file)
  } catch (error) {
    throw faultError(faultOf(path, error), error)
  }
}

function openBeside(path: string, { mode }: OpenFile): JournalFile {
  const database = openToRead(path)
  try {
    checkFile(path, database, mode)
    return new JournalFile({ path, database })
  } catch (error) {
    database.close()
    throw error
  }
}

function openToWrite(path: string, file: OpenFile): JournalFile {
  const reserve = new Reserve(path)
  let isNew = false
  for (;;)
    try {
      isNew = makePrivate(path) || isNew
      if (!isNew) expectNotEmptied(path)
      return openAlone(path, file, reserve)
    } catch (error) {
      // Who opens it may be about to make room, by pruning.
      if (!isFull(error) || !reserve.giveSome()) throw error
    }
}

function openAlone(path: string, file: OpenFile, reserve: Reserve): JournalFile {
  const lock = takeFileLock(path)
  if (lock === undefined) throw faultError(lockedFault(path, () => openToRead(path)))
  let database: DatabaseSync | undefined
  try {
    const options = leaseOptions(path, file)
    // Before it is opened to be written to, which its holder, if there is one, might not survive.
    const over = watch(path, options)
    database = new DatabaseSync(path, { timeout: busyTimeoutMs })
    checkFile(path, database, file.mode)
    prepare(database, file)
    const lease = takeLease(database, options, over)
    return openHeld({ path, database, lease, lock, reserve }, options)
  } catch (error) {
    database?.close()
    lock.release()
    throw error
  }
}

/** Who does not get it open does not hold it either. */
function openHeld(parts: JournalFileParts, { now }: LeaseOptions): JournalFile {
  const { path, database, lease } = parts
  try {
    upgrade(database, versionOf(database))
    return new JournalFile({ ...parts, files: new OpenedFiles(path, now.file) })
  } catch (error) {
    try {
      transaction(database, () => lease?.release())
    } catch {
      // The disk is full, say: who comes next finds that this process has ended.
    }
    throw error
  }
}

function watch(path: string, options: LeaseOptions): string | undefined {
  if (statSync(path).size === 0) return undefined
  const database = openToRead(path)
  try {
    if (isEmpty(database)) return undefined
    checkFormat(path, database)
    return watchHolder(database, options)
  } finally {
    database.close()
  }
}

/**
 * A log and a reserve lie beside a journal only once that has had content. One without may be that of a process that died
 * before it could fill it.
 *
 * @throws {FanfoldError} `journal_corrupt`, if the file was emptied: to begin anew would be to run again what it knew of.
 */
function expectNotEmptied(path: string): void {
  const beside = [`${path}-wal`, `${path}.reserve`].find(
    (file) => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0,
  )
  // Looked at last: another engine that fills it now does so before there is anything beside it.
  if (beside === undefined || statSync(path).size > 0) return
  throw faultError({
    code: 'journal_corrupt',
    message:
      `The journal ${path} is empty, but ${beside} says that it was not: somebody has emptied it. Restore it from a copy. ` +
      'To begin a new one, which knows nothing of what has run, delete it with the files beside it (-wal, -shm, .lock, .reserve).',
  })
}

function prepare(database: DatabaseSync, { simulated }: OpenFile): void {
  database.exec('PRAGMA synchronous = FULL; PRAGMA cache_size = -16000')
  // On macOS fsync leaves what it was given in the disk's own cache; F_FULLFSYNC does not. Elsewhere these do nothing.
  database.exec('PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON')
  // After a large group the file beside it shrinks again.
  database.exec(`PRAGMA journal_size_limit = ${64 * 2 ** 20}`)
  if (simulated.maxPages !== undefined)
    database.exec(`PRAGMA max_page_count = ${simulated.maxPages}`)
}

function leaseOptions(path: string, { atMs, simulated }: OpenFile): LeaseOptions {
  const file = fileIdentity(path) ?? ''
  const lockFile = fileIdentity(`${path}.lock`) ?? ''
  return {
    path,
    now: { ...thisProcess(), sinceMs: atMs, file, lockFile },
    leaseMs: simulated.leaseMs ?? leaseMs,
    clock: systemClock,
  }
}
