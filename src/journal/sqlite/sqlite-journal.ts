import { UsageError } from '../../call/errors/error.ts'
import { duration } from '../../call/expect.ts'
import { clockOption } from '../../call/options/clock-option.ts'
import type { Exact } from '../../call/options/exact.ts'
import { optional, optionsCheck } from '../../call/options/option-list.ts'
import { absolutePath } from '../../util/absolute-path.ts'
import type { Clock } from '../../util/clock.ts'
import { systemClock } from '../../util/clock.ts'
import { fileSystem } from '../../util/file-system.ts'
import type { Journal } from '../journal.ts'
import { openJournal } from './open-journal.ts'

/** How {@link sqliteJournal} works. */
export interface SqliteJournalOptions {
  /** How often to look for a decision of another process while a call waits for one, in milliseconds; default 200. */
  readonly pollMs?: number | undefined
  readonly clock?: Clock | undefined
}

const check = optionsCheck<SqliteJournalOptions, 'pollMs' | 'clock'>({
  pollMs: optional(duration, 200),
  clock: optional(clockOption, systemClock),
})

/**
 * Opens a journal in one file of a local disk, and makes it if it does not exist. Records are committed by a thread, so
 * that the event loop does not stop for the disk; those that come while a commit is under way share the next. An
 * acknowledged record survives the end of the process and of the power (SQLite's WAL with `synchronous = FULL`).
 *
 * While it is open, and as long as its process lives, no other engine can open it. If its files are deleted, moved or
 * replaced meanwhile, or another host has taken it over, nothing more is kept (`journal_lost`).
 *
 * Where a commit fails, nothing that was appended since is kept; all of it, and all that comes, is rejected until the
 * journal is opened again. A record that contradicts what is kept (`journal_conflict`) is rejected by itself.
 *
 * @throws {UsageError} if an option is not what its type says.
 * @throws {FanfoldError} with the `code` of a {@link JournalCode}, if the file cannot be opened.
 */
export async function sqliteJournal<Given = unknown>(
  path: string,
  options?: Exact<SqliteJournalOptions, Given>,
): Promise<Journal> {
  const { pollMs, clock } = check(options, 'sqliteJournal')
  if (path === ':memory:')
    throw new UsageError(
      'Expected `path` to be the path of a file, got ":memory:". A journal in memory is memoryJournal().',
    )
  return openJournal(absolutePath(path, fileSystem('sqliteJournal')), {
    mode: 'engine',
    pollMs,
    clock,
  })
}
