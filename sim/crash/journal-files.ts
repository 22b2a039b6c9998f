import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Opens, reads and closes all files of the journal, as a tool does that looks through a folder: locks of the system go with that. */
export function readJournalFiles(folder: string): void {
  for (const { name, parentPath } of readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.startsWith('journal.db'),
  ))
    try {
      readFileSync(join(parentPath, name))
    } catch (error) {
      // It has just gone.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
}
