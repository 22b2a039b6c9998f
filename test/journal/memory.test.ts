import { describe, it } from 'node:test'
import { memoryJournal } from '../../src/journal/memory.ts'
import { journalChecks } from '../../src/testing/conformance/journal/journal-checks.ts'

describe('memoryJournal', () => {
  for (const { name, run } of journalChecks(async () => ({ journal: memoryJournal() })))
    it(name, run)
})
