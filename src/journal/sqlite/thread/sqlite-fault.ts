import { FanfoldError } from '../../../call/errors/error.ts'
import type { JournalFault } from '../../fault.ts'
import { errorText } from '../../../util/error-text.ts'

/** SQLite's primary result codes (https://sqlite.org/rescode.html). */
const code = {
  error: 1,
  busy: 5,
  locked: 6,
  readOnly: 8,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  tooBig: 18,
  constraint: 19,
  notADatabase: 26,
} as const

/** SQLITE_IOERR_SHMSIZE: the index of the log cannot be made for want of room. */
const noRoomForIndex = 4_874

/** What an error means for a journal: one of SQLite, or a fault that was thrown. */
export function faultOf(path: string, error: unknown): JournalFault {
  if (FanfoldError.is(error))
    return { code: error.code as JournalFault['code'], message: error.message }
  const why = errorText(error)
  switch (isOfSchema(error) ? code.corrupt : primaryCode(error)) {
    case code.full:
      return {
        code: 'journal_full',
        message: `The disk of the journal ${path} is full. Free some space, and open it again.`,
      }
    case code.busy:
    case code.locked:
      return {
        code: 'journal_busy',
        message:
          `Another process held the journal ${path} for too long. ` +
          'Close what has it open besides the engine (a debugger, a suspended command), and open it again.',
      }
    case code.readOnly:
    case code.cannotOpen:
      return readOnlyFault(path, why)
    case code.corrupt:
      return {
        code: 'journal_corrupt',
        message: `The journal ${path} is damaged (${why}). Restore it from a copy, or move it away and start a new one.`,
      }
    case code.notADatabase:
      return foreignFault(path, 'it is not a SQLite database')
    default:
      return {
        code: 'journal_io',
        message:
          `The journal ${path} failed: ${why}. Whether its last records are on the disk is not known: ` +
          'open it again, and look.',
      }
  }
}

/** What we ask for has the names that are in every journal: one of them was damaged. */
function isOfSchema(error: unknown): boolean {
  return primaryCode(error) === code.error && /^no such (column|table)/.test(errorText(error))
}

export function readOnlyFault(path: string, why: string): JournalFault {
  return {
    code: 'journal_read_only',
    message:
      `The journal ${path} cannot be written to (${why}). Its file, those beside it (-wal, -shm, .lock) and its folder ` +
      'have to be writable for this user.',
  }
}

export function foreignFault(path: string, why: string): JournalFault {
  return {
    code: 'journal_foreign',
    message: `Expected ${path} to be a journal, but ${why}. Give the path of another file.`,
  }
}

/** Whether the error is about one record, and the transaction can go on without it. */
export function isAboutRecord(error: unknown): boolean {
  if (FanfoldError.is(error)) return error.code === 'journal_corrupt'
  const primary = primaryCode(error)
  if (primary === code.constraint || primary === code.tooBig) return true
  return (
    primary === undefined && (error as { code?: unknown } | null)?.code === 'ERR_INVALID_ARG_TYPE'
  )
}

export function isFull(error: unknown): boolean {
  return primaryCode(error) === code.full
}

export function isBusy(error: unknown): boolean {
  return primaryCode(error) === code.busy
}

export function isNoDatabase(error: unknown): boolean {
  return primaryCode(error) === code.notADatabase
}

/** Whether a file could not even be read for want of one that has to be made beside it. */
export function cannotMakeFiles(error: unknown): boolean {
  const primary = primaryCode(error)
  return primary === code.cannotOpen || primary === code.readOnly
}

/** What the system itself says of a file, as SQLite would. */
const systemCodes: Readonly<Record<string, number>> = {
  ENOSPC: code.full,
  EDQUOT: code.full,
  EACCES: code.readOnly,
  EPERM: code.readOnly,
  EROFS: code.readOnly,
}

/** The low byte of an extended code is the primary one. */
function primaryCode(error: unknown): number | undefined {
  const { errcode, code: name } = (error ?? {}) as { errcode?: unknown; code?: unknown }
  if (errcode === noRoomForIndex) return code.full
  if (typeof errcode === 'number') return errcode & 0xff
  return typeof name === 'string' && Object.hasOwn(systemCodes, name)
    ? systemCodes[name]
    : undefined
}
