import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CallIds, numberIn } from '../../../src/wire/shared/call-ids.ts'

test('an id is kept to the letter', () => {
  assert.equal(new CallIds().give('functions.add:0', 'msg_1'), 'functions.add:0')
})

test('a missing or doubled id is made, from the id of the message, the same each time', () => {
  const give = (): string[] => {
    const ids = new CallIds()
    return ['', 'a', 'a', ''].map((id) => ids.give(id, 'msg_01AbC'))
  }
  const [first, second, third, fourth] = give()
  assert.equal(second, 'a')
  assert.equal(new Set([first, second, third, fourth]).size, 4)
  assert.deepEqual(give(), give())
})

test('made ids differ from message to message, also where messages have no id', () => {
  const messages = ['', '', ...Array.from({ length: 20_000 }, (_, n) => `msg_${n}`)]
  const made = messages.map((message) => new CallIds().give('', message))
  assert.equal(new Set(made).size, messages.length)
})

test('made ids are such as every provider takes', () => {
  const ids = new CallIds()
  const made = Array.from({ length: 10_000 }, () => ids.give('', `chatcmpl-${'x1.:é'.repeat(30)}`))
  assert.equal(new Set(made).size, made.length)
  for (const id of made) assert.match(id, /^[a-zA-Z0-9]{9}$/)
})

test('a made id tells which call of its message it is', () => {
  const ids = new CallIds()
  assert.deepEqual(
    ['', '', ''].map((id) => numberIn(ids.give(id, 'm'))),
    ['1', '2', '3'],
  )
  assert.equal(numberIn(new CallIds().give('', 'm', 'noid')), '1')
  assert.equal(numberIn('toolu_01'), undefined)
})

test('a made id gives way to none that came, nor to one that comes', () => {
  const [first = '', second = ''] = ((ids) => [ids.give('', 'm'), ids.give('', 'm')])(new CallIds())
  const ids = new CallIds()
  ids.give(first, 'm')
  const made = ids.give('', 'm')
  assert.equal(made, second)
  assert.notEqual(ids.give(second, 'm'), second)
})
