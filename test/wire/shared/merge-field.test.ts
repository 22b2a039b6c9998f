import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mergeField } from '../../../src/wire/shared/merge-field.ts'

function merged(...deltas: object[]): Record<string, unknown> {
  const target: Record<string, unknown> = {}
  for (const delta of deltas)
    for (const [key, value] of Object.entries(delta)) mergeField(target, key, value)
  return target
}

test('text that comes in pieces is joined, a word that is repeated is not', () => {
  assert.deepEqual(
    merged(
      { reasoning_content: 'I ', phase: 'final' },
      { reasoning_content: 'see', phase: 'final' },
    ),
    { reasoning_content: 'I see', phase: 'final' },
  )
})

test('lists grow, objects are merged, nulls say nothing', () => {
  assert.deepEqual(
    merged(
      { annotations: [{ a: 1 }], audio: { id: 'x', data: 'AA' } },
      { annotations: [{ a: 2 }], audio: { data: 'BB', expires_at: 9 } },
      { annotations: null, audio: null },
    ),
    { annotations: [{ a: 1 }, { a: 2 }], audio: { id: 'x', data: 'AABB', expires_at: 9 } },
  )
})

test('pieces of one reasoning detail become one, others stay apart', () => {
  const text = { type: 'reasoning.text', index: 0, format: 'f' }
  const encrypted = { type: 'reasoning.encrypted', index: 0, data: 'E1' }
  assert.deepEqual(
    merged(
      { reasoning_details: [{ ...text, text: 'The ' }] },
      { reasoning_details: [{ ...text, text: 'user', signature: 's' }] },
      { reasoning_details: [encrypted] },
      { reasoning_details: [{ ...encrypted, data: 'E2' }] },
    ).reasoning_details,
    [{ ...text, text: 'The user', signature: 's' }, encrypted, { ...encrypted, data: 'E2' }],
  )
})

test('what is merged is never changed, nor kept', () => {
  const first = { audio: { data: 'A' }, list: [{ text: 'x' }] }
  const copy = structuredClone(first)
  const target = merged(first, { audio: { data: 'B' }, list: [1] })
  assert.deepEqual(first, copy)
  assert.notEqual(target.audio, first.audio)
})

test('a key named __proto__ sets no prototype', () => {
  const target = merged(
    JSON.parse('{"__proto__": {"polluted": true}, "a": {"__proto__": {"b": 1}}}') as object,
  )
  assert.equal((target as { polluted?: true }).polluted, undefined)
  assert.equal((target.a as { b?: 1 }).b, undefined)
})

test('no depth overflows it', () => {
  let deep: unknown = 'x'
  for (let level = 0; level < 100_000; level += 1) deep = { audio: [deep] }
  assert.doesNotThrow(() => merged({ audio: deep }, { audio: deep }))
})
