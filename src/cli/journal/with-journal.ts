import type { OpenMode } from '../../journal/sqlite/messages.ts'
import { openJournal, type OpenedJournal } from '../../journal/sqlite/open-journal.ts'
import { absolutePath } from '../../util/absolute-path.ts'
import { systemClock } from '../../util/clock.ts'
import { fileSystem } from '../../util/file-system.ts'

/** Opens a journal, does something with it, and closes it, whatever happens. */
export async function withJournal<T>(
  file: string,
  mode: OpenMode,
  use: (journal: OpenedJournal) => Promise<T>,
): Promise<T> {
  const path = absolutePath(file, fileSystem('--journal'))
  const journal = await openJournal(path, { mode, pollMs: 200, clock: systemClock })
  try {
    return await use(journal)
  } finally {
    await journal.close()
  }
}
