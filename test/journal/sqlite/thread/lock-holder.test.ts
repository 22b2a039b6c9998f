import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DatabaseSync } from 'node:sqlite'
import { inUseFault, writeHolder } from '../../../../src/journal/sqlite/thread/lock-holder.ts'

/** A journal's file as far as it says who has it. */
function file(holder?: (database: DatabaseSync) => void): () => DatabaseSync {
  return () => {
    const database = new DatabaseSync(':memory:')
    database.exec('CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT)')
    holder?.(database)
    return database
  }
}

test('who has a journal is named as far as it can be read', () => {
  const unreadable = (): never => {
    throw new Error('It is being made.')
  }
  const other = JSON.stringify({ pid: 7, host: 'elsewhere', sinceMs: 0 })
  const cases: [() => DatabaseSync, RegExp][] = [
    [unreadable, /in use by another engine\./],
    [file(), /in use by another engine\./],
    [file((database) => writeHolder(database, 0)), /in use by this process itself\./],
    [
      file((database) => database.exec(`INSERT INTO meta VALUES ('holder', '${other}')`)),
      /in use by process 7 on elsewhere, since 1970-01-01T00:00:00\.000Z\./,
    ],
  ]
  for (const [open, message] of cases) {
    const fault = inUseFault('/j', open)
    assert.equal(fault.code, 'journal_in_use')
    assert.match(fault.message, message)
  }
})

test('the file in which that is read is closed again', () => {
  const opened: DatabaseSync[] = []
  const open = file((database) => opened.push(database))
  inUseFault('/j', open)
  assert.deepEqual(
    opened.map(({ isOpen }) => isOpen),
    [false],
  )
})
