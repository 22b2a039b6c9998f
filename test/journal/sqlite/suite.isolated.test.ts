import { describe, it } from 'node:test'
import { sqliteJournal } from '../../../src/sqlite.ts'
import { journalChecks } from '../../../src/testing/conformance/journal/journal-checks.ts'
import { newFolder } from './folder.ts'

describe('sqliteJournal', () => {
  const checks = journalChecks(async () => {
    const { file, remove } = newFolder()
    const journal = await sqliteJournal(file, { pollMs: 10 })
    return { journal, reopen: () => sqliteJournal(file), remove: async () => remove() }
  })
  for (const { name, run } of checks) it(name, run)
})
