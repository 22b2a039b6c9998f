import type { DatabaseSync } from 'node:sqlite'
import { faultError } from '../../../fault.ts'
import type { OpenMode } from '../../messages.ts'
import { applicationId, formatVersion, schema } from './schema.ts'
import { foreignFault } from '../sqlite-fault.ts'

/** The first format whose engines take decisions from beside it, with what they change. */
const decidableFormat = 3

/** Smaller files are looked through whole, in less than a second; of larger ones each page when it is read. */
const lookThroughBytes = 128 * 2 ** 20

/**
 * Makes sure that a file is a journal of this format, and makes a new one into it.
 *
 * @throws {FanfoldError} if it is something else, newer, or damaged.
 */
export function checkFile(path: string, database: DatabaseSync, mode: OpenMode): void {
  if (isEmpty(database)) {
    if (mode !== 'engine')
      throw faultError(foreignFault(path, 'it is empty, because no engine has opened it yet'))
    makeJournal(database)
    return
  }
  checkFormat(path, database)
  if (mode === 'decide') checkDecidable(path, database)
  checkPages(path, database)
}

/** @throws {FanfoldError} if it is something else, or newer. */
export function checkFormat(path: string, database: DatabaseSync): void {
  if (pragma(database, 'application_id') !== applicationId)
    throw faultError(foreignFault(path, 'it is a SQLite database of something else'))
  const version = versionOf(database)
  if (version > formatVersion)
    throw faultError({
      code: 'journal_newer',
      message:
        `The journal ${path} has format ${version}, and this version of Fanfold knows formats up to ${formatVersion}. ` +
        'Use the version that wrote it, or a later one.',
    })
}

/** An engine of an earlier version would not look for decisions where they are left now. */
function checkDecidable(path: string, database: DatabaseSync): void {
  const version = versionOf(database)
  if (version >= decidableFormat) return
  throw faultError({
    code: 'journal_older',
    message:
      `The journal ${path} has format ${version}, and decisions can be left beside one of format ${decidableFormat} or later. ` +
      'Decide with the version of Fanfold that writes to it, or have an engine of this version open it first.',
  })
}

/** Whether the pages, and the indexes in them, agree: a record that an index has lost would not be found. */
function checkPages(path: string, database: DatabaseSync): void {
  if (pragma(database, 'page_count') * pragma(database, 'page_size') > lookThroughBytes) return
  const [first] = database.prepare('PRAGMA integrity_check(1)').all()
  const found = first?.['integrity_check']
  if (found === 'ok') return
  throw faultError({
    code: 'journal_corrupt',
    message: `The journal ${path} is damaged (${String(found)}). Restore it from a copy, or move it away and start a new one.`,
  })
}

export function versionOf(database: DatabaseSync): number {
  return pragma(database, 'user_version')
}

/** A process may have died between making the file and filling it. */
export function isEmpty(database: DatabaseSync): boolean {
  const tables = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()
  return tables?.['tables'] === 0 && pragma(database, 'application_id') === 0
}

function makeJournal(database: DatabaseSync): void {
  // Before there is anything in the file, for it cannot be changed later: what is pruned can then be given back.
  database.exec('PRAGMA auto_vacuum = INCREMENTAL')
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  database.exec(`BEGIN IMMEDIATE; ${schema}; COMMIT`)
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name])
}
