import { FanfoldError } from '../call/errors/error.ts'

/**
 * Why a journal refuses; the `code` of its errors.
 *
 * - `journal_in_use`: another engine has it open.
 * - `journal_no_folder`, `journal_missing`: there is no such folder, or nothing to read at that path.
 * - `journal_read_only`: the file or its folder cannot be written to.
 * - `journal_foreign`: the file is something else than a journal.
 * - `journal_newer`: a later version of Fanfold wrote it.
 * - `journal_older`: an earlier version wrote it, and it can only be read until an engine of this one has opened it.
 * - `journal_corrupt`: the file is damaged.
 * - `journal_full`: the disk, or what the process may use of it, is full.
 * - `journal_busy`: another process held the file for too long.
 * - `journal_io`: the disk, or the thread that writes to it, failed.
 * - `journal_conflict`: the record contradicts what is kept, such as a second result for one call; or it came after such
 *   a record of its turn or run.
 * - `journal_record`: the record cannot be written as JSON, or lacks something.
 * - `journal_lost`: another engine has taken it over, or its file was deleted, moved or replaced while it was open.
 * - `journal_closed`: it came after `close()`.
 */
export type JournalCode =
  | 'journal_in_use'
  | 'journal_no_folder'
  | 'journal_missing'
  | 'journal_read_only'
  | 'journal_foreign'
  | 'journal_newer'
  | 'journal_older'
  | 'journal_corrupt'
  | 'journal_full'
  | 'journal_busy'
  | 'journal_io'
  | 'journal_conflict'
  | 'journal_record'
  | 'journal_lost'
  | 'journal_closed'

/** A refusal as plain data, which crosses between threads. */
export interface JournalFault {
  readonly code: JournalCode
  readonly message: string
}

export function faultError({ code, message }: JournalFault, cause?: unknown): FanfoldError {
  return new FanfoldError(message, { code, cause })
}

export function closedFault(name: string): JournalFault {
  return {
    code: 'journal_closed',
    message: `The journal ${name} has been closed. Open it again to use it.`,
  }
}

export function lostFault(name: string, why: string): JournalFault {
  return {
    code: 'journal_lost',
    message: `The journal ${name} is lost to this engine: ${why}. What was not acknowledged is not kept. Open it again.`,
  }
}

export function conflictFault(message: string): JournalFault {
  return { code: 'journal_conflict', message }
}

export function isConflict(fault: unknown): boolean {
  return FanfoldError.is(fault) && fault.code === 'journal_conflict'
}

/** What was appended after a refused record, before the refusal was known, may rely on it. */
export function followsFault(scopes: readonly string[]): JournalFault {
  return conflictFault(
    `The record was not kept, because it came after another of ${scopes.join(' or ')} that was refused.`,
  )
}
