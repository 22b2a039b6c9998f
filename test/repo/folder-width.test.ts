import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { filesOf, type TextFile } from './files.ts'
import { folderWidthFaults } from './folder-width.ts'

const folder = (name: string, count: number): TextFile[] =>
  Array.from({ length: count }, (_, at) => ({ path: `${name}/${at}.ts`, text: '' }))

describe('the width of folders', () => {
  it('keeps to the bar in src/', () => {
    assert.deepEqual(folderWidthFaults(filesOf('src/**/*.ts')), [])
  })

  it('takes what just meets the bar, subfolders apart, and the folders that are lists', () => {
    const files = [
      ...folder('src/plan', 14),
      ...folder('src/plan/references', 14),
      ...folder('src/util', 40),
      ...folder('src', 20),
    ]
    assert.deepEqual(folderWidthFaults(files), [])
  })

  it('finds a folder that is too wide, at any depth', () => {
    const files = [...folder('src/plan', 15), ...folder('src/util/redis', 16)]
    assert.deepEqual(folderWidthFaults(files), [
      'src/plan holds 15 files: at most 14 are easy to take in.',
      'src/util/redis holds 16 files: at most 14 are easy to take in.',
    ])
  })
})
