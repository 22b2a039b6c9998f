import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MessageCalls, type CallPart } from '../../../src/wire/shared/message-calls.ts'

test('calls are told apart by id and name, whatever stands in these', () => {
  const calls = new MessageCalls()
  const read = (id: string, name: string): number => {
    const part: CallPart = {}
    const said = { id, name, isBare: false, read: () => ({ input: {} }) }
    return calls.read(part, said, (ids) => ids.give(id, 'm')).length
  }
  const names = [
    ['a b', 'c'],
    ['a', 'b c'],
    ['a b c', ''],
    ['1 a', 'b'],
  ] as const
  assert.deepEqual(
    names.map(([id, name]) => read(id, name)),
    [1, 1, 1, 1],
  )
  assert.deepEqual(
    names.map(([id, name]) => read(id, name)),
    [0, 0, 0, 0],
  )
})
