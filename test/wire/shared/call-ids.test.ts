import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CallIds } from '../../../src/wire/shared/call-ids.ts'

test('an id is kept to the letter', () => {
  assert.equal(new CallIds().give('functions.add:0', 'msg_1'), 'functions.add:0')
})

test('a missing or doubled id is made, from the id of the message, the same each time', () => {
  const give = (): string[] => {
    const ids = new CallIds()
    return ['', 'a', 'a', ''].map((id) => ids.give(id, 'msg_01AbC'))
  }
  assert.deepEqual(give(), ['call_msg01AbC_1', 'a', 'call_msg01AbC_3', 'call_msg01AbC_4'])
  assert.deepEqual(give(), give())
})

test('made ids differ from message to message, also where messages have no id', () => {
  const made = ['msg_1', 'msg_2', '', ''].map((message) => new CallIds().give('', message))
  assert.equal(new Set(made).size, 4)
})

test('made ids are such as every provider takes', () => {
  const made = new CallIds().give('', `chatcmpl-${'x1.:é'.repeat(30)}`)
  assert.match(made, /^[a-zA-Z0-9_-]{1,40}$/)
})

test('a made id gives way to none that came, nor to one that comes', () => {
  const ids = new CallIds()
  ids.give('call_m_2', 'm')
  assert.equal(ids.give('', 'm'), 'call_m_3')
  const taken = ids.give('call_m_3', 'm')
  assert.notEqual(taken, 'call_m_3')
})
