import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ResultStore } from '../../../src/turn/budget/result-store.ts'

test('a text is found by its name', () => {
  const store = new ResultStore()
  const name = store.keep('0123456789') as string
  assert.match(name, /^r_[0-9a-f]{12}$/)
  assert.equal(store.get(name), '0123456789')
  assert.equal(store.get('r_000000000000'), undefined)
})

test('equal texts have one name, and others never the same, half pairs included', () => {
  const store = new ResultStore()
  assert.equal(store.keep('same'), store.keep('same'))
  assert.notEqual(store.keep('\ud83d'), store.keep('\ud83e'))
})

test('the texts that were not used for longest go first', () => {
  const store = new ResultStore({ maxTexts: 3 })
  const [a, b, c] = ['a', 'b', 'c'].map((text) => store.keep(text) as string) as [
    string,
    string,
    string,
  ]
  store.get(a)
  store.keep('b')
  store.keep('d')
  assert.equal(store.get(c), undefined)
  assert.equal(store.get(a), 'a')
  assert.equal(store.get(b), 'b')
})

test('their memory is bounded, and what does not fit at all is not kept', () => {
  const store = new ResultStore({ maxBytes: 100 })
  const first = store.keep('x'.repeat(30)) as string
  assert.equal(store.keep('y'.repeat(51)), undefined)
  assert.equal(store.get(first)?.length, 30)
  const second = store.keep('z'.repeat(20)) as string
  const third = store.keep('w'.repeat(30)) as string
  assert.equal(store.get(first)?.length, undefined)
  assert.equal(store.get(second)?.length, 20)
  assert.equal(store.get(third)?.length, 30)
})
