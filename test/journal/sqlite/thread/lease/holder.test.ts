import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DatabaseSync } from 'node:sqlite'
import {
  lockedFault,
  readHolder,
  writeMeta,
} from '../../../../../src/journal/sqlite/thread/lease/holder.ts'
import { thisProcess } from '../../../../../src/journal/sqlite/thread/lease/process-state.ts'

/** A journal's file as far as it says who has it. */
function file(holder?: string, opened: DatabaseSync[] = []): () => DatabaseSync {
  return () => {
    const database = new DatabaseSync(':memory:')
    opened.push(database)
    database.exec('CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT)')
    if (holder !== undefined) writeMeta(database, 'holder', holder)
    return database
  }
}

test('who has a journal is named as far as it can be read', () => {
  const unreadable = (): never => {
    throw new Error('It is being made.')
  }
  const self = { ...thisProcess(), sinceMs: 0 }
  const other = { pid: 7, host: 'elsewhere', sinceMs: 0 }
  const cases: [() => DatabaseSync, RegExp][] = [
    [unreadable, /in use by another engine\./],
    [file(), /in use by another engine\./],
    [file('{"pid":'), /in use by another engine\./],
    [file(JSON.stringify(self)), /in use by this process itself\./],
    [
      file(JSON.stringify({ ...self, system: 'a container' })),
      new RegExp(`in use by process ${process.pid} on `),
    ],
    [
      file(JSON.stringify(other)),
      /in use by process 7 on elsewhere, since 1970-01-01T00:00:00\.000Z\./,
    ],
  ]
  for (const [open, message] of cases) {
    const fault = lockedFault('/j', open)
    assert.equal(fault.code, 'journal_in_use')
    assert.match(fault.message, message)
  }
})

test('the file in which that is read is closed again', () => {
  const opened: DatabaseSync[] = []
  lockedFault('/j', file(undefined, opened))
  assert.deepEqual(
    opened.map(({ isOpen }) => isOpen),
    [false],
  )
})

test('a holder that cannot be read is somebody', () => {
  assert.deepEqual(readHolder(file('nonsense')()), {})
  assert.equal(readHolder(file()()), undefined)
})
