import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileSizeFaults } from './file-size.ts'
import { filesOf, type TextFile } from './files.ts'

const file = (lines: number): TextFile => ({ path: `src/${lines}.ts`, text: 'x\n'.repeat(lines) })
const many = (count: number, lines: number): TextFile[] =>
  Array.from({ length: count }, () => file(lines))

describe('the size of files', () => {
  it('keeps to the bar in src/', () => {
    assert.deepEqual(fileSizeFaults(filesOf('src/**/*.ts')), [])
  })

  it('takes what just meets the bar', () => {
    assert.deepEqual(fileSizeFaults([...many(5, 60), ...many(4, 150), file(250)]), [])
  })

  it('finds a median that is too high', () => {
    const faults = fileSizeFaults(many(10, 61))
    assert.match(faults[0] ?? '', /^50 % .* at most 60 lines, but reach 61/)
  })

  it('finds too many long files', () => {
    const faults = fileSizeFaults([...many(8, 10), ...many(2, 151)])
    assert.match(faults[0] ?? '', /^90 % .* at most 150 lines, but reach 151/)
  })

  it('finds one file that is too long, and names it', () => {
    const faults = fileSizeFaults([...many(20, 10), file(251)])
    assert.match(faults[0] ?? '', /^100 % .* at most 250 lines, but reach 251/)
    assert.equal(faults.at(-1), '251 lines: src/251.ts')
  })
})
