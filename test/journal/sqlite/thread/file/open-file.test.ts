import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openFile } from '../../../../../src/journal/sqlite/thread/file/open-file.ts'
import { newFolder } from '../../folder.ts'

const { file: path, remove } = newFolder()
after(remove)

test('a journal is forced to the disk itself, also on macOS, and after its lease was renewed', () => {
  const file = openFile({ path, mode: 'engine', atMs: 0, simulated: {} })
  const settings = (): unknown[] =>
    ['synchronous', 'fullfsync', 'checkpoint_fullfsync', 'journal_mode'].map(
      (name) => file.database.prepare(`PRAGMA ${name}`).get()?.[name],
    )
  assert.deepEqual(settings(), [2, 1, 1, 'wal'])
  file.renew()
  assert.deepEqual(settings(), [2, 1, 1, 'wal'])
  file.close()
})
