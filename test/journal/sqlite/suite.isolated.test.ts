import { rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import type { Journal } from '../../../src/journal/journal.ts'
import { sqliteJournal } from '../../../src/sqlite.ts'
import { journalChecks } from '../../../src/testing/conformance/journal/journal-checks.ts'
import { newFolder } from './folder.ts'

/** Opens a journal whose holder seems to have ended: its lock is gone, and the file says that nobody has it. */
function takeOver(file: string): Promise<Journal> {
  rmSync(`${file}.lock`)
  const database = new DatabaseSync(file)
  database.exec("DELETE FROM meta WHERE key = 'holder'")
  database.close()
  return sqliteJournal(file)
}

describe('sqliteJournal', () => {
  const checks = journalChecks(async () => {
    const { file, remove } = newFolder()
    const journal = await sqliteJournal(file, { pollMs: 10 })
    return {
      journal,
      reopen: () => sqliteJournal(file),
      takeOver: () => takeOver(file),
      remove: async () => remove(),
    }
  })
  for (const { name, run } of checks) it(name, run)
})
