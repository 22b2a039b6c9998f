import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { filesOf } from './files.ts'
import { hotFiles, literalFields } from './hot-path.ts'

describe('the hot path', () => {
  const files = filesOf('src/**/*.ts').filter(({ path }) => hotFiles.includes(path))

  it('has all its files', () => {
    assert.deepEqual(files.map(({ path }) => path).toSorted(), hotFiles.toSorted())
  })

  it('keeps no literal in a field, which would keep what it sees', () => {
    assert.deepEqual(files.flatMap(literalFields), [])
  })

  it('finds a list and an object, whatever the field', () => {
    const text = [
      '  readonly calls: Call[] = []',
      '  #state: State<T> = { waiting: new Set() }',
      '  readonly all: Call[] = arrayWith()',
      'const list = []',
      '    const local = []',
      '  #count = 0',
    ].join('\n')
    assert.deepEqual(literalFields({ path: 'x.ts', text }), [
      'x.ts:1: readonly calls: Call[] = []',
      'x.ts:2: #state: State<T> = { waiting: new Set() }',
    ])
  })
})
