import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { toCall, unknownCall } from '../../../bench/bfcl/to-call.ts'

const signatures = new Map([['cp', ['source', 'destination']]])
const nameOf = (text: string): string => toCall(text, '0', signatures).name

describe('toCall', () => {
  it('names arguments by their place in the description', () => {
    assert.deepEqual(toCall(`cp('a', destination='b')`, '7', signatures), {
      id: '7',
      name: 'cp',
      input: { source: 'a', destination: 'b' },
    })
  })

  it('lets what it does not understand run alone', () => {
    assert.equal(nameOf(`cp('a', 'b')`), 'cp')
    assert.equal(nameOf(`cp('a', 'b', 'c')`), unknownCall, 'an argument too many')
    assert.equal(nameOf(`cd('a')`), unknownCall, 'no name for the argument')
    assert.equal(nameOf(`format_disk()`), unknownCall, 'no such function')
    assert.equal(nameOf(`cp(source=name)`), unknownCall, 'not a literal')
  })
})
