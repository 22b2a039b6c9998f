import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { errorText } from '../../../src/util/error-text.ts'
import { unpackError } from '../../../src/place/packed-error.ts'
import { readCancel, readReply, readTask, senderOf } from '../../../src/place/queue/read-message.ts'
import { readPackedError } from '../../../src/place/read-packed-error.ts'
import { cases } from '../../support/cases.ts'
import { anyCancel, anyError, anyReply, anyTask, packed, task } from './hostile.ts'

const shortFault = /^.{3,80}$/

test('whatever an error is, it is read as one that can be made again, or its fault is said', () => {
  fc.assert(
    fc.property(anyError, (given) => {
      const { value, fault } = readPackedError(given)
      if (value === undefined) return assert.match(fault ?? '', shortFault)
      assert.match(value.kind, /^(value|ToolError|FanfoldError|Error)$/)
      if (value.kind !== 'value')
        for (const key of Object.keys(value.fields)) assert.ok(!(key in Object.prototype), key)
      const made = unpackError(value)
      assert.equal(typeof errorText(made), 'string')
      if (made instanceof Error) assert.equal(typeof made.message, 'string')
    }),
    { numRuns: cases(1_000) },
  )
  assert.deepEqual(readPackedError(packed), { value: packed })
  const named = JSON.parse('{"toString":1,"__proto__":1,"name":1,"code":"E"}')
  assert.deepEqual(readPackedError({ ...packed, fields: named }), { value: packed })
  assert.match(readPackedError({ ...packed, kind: 'TypeError' }).fault ?? '', /of no kind/)
})

test('an error whose causes never end is read as far as anybody looks', () => {
  let given: object = packed
  for (let depth = 0; depth < 50_000; depth += 1) given = { ...packed, cause: given }
  assert.equal(readPackedError(given).value?.kind, 'Error')
})

test('whatever a task is, it has all that a worker reads of it, or its fault is said', () => {
  fc.assert(
    fc.property(anyTask, (given) => {
      const { value, fault } = readTask(given)
      const sender = senderOf('engine.1', given)
      assert.ok(sender === undefined || sender.length <= 200)
      if (value === undefined) return assert.match(fault ?? '', shortFault)
      for (const name of ['tool', 'schema', 'place'] as const)
        assert.equal(typeof value[name], 'string')
      for (const name of ['callId', 'turnId', 'idempotencyKey'] as const)
        assert.match(typeof value[name], /^(string|undefined)$/)
      assert.match(typeof value.attempt, /^(number|undefined)$/)
    }),
    { numRuns: cases(1_000) },
  )
  assert.deepEqual(readTask(task), { value: task })
})

test('a task of another version is known by its version, whatever else it is', () => {
  const { value } = readTask({ protocol: 2, tool: ['a'] })
  assert.deepEqual([value?.protocol, value?.tool], [2, '?'])
})

test('who sent a job is known by the job, or by its id', () => {
  assert.equal(senderOf('e.1', { place: 'f' }), 'f')
  assert.equal(senderOf('e.1', null), 'e')
  assert.equal(senderOf('1', {}), undefined)
})

test('whatever cancels an attempt or answers it, is read, or its fault is said', () => {
  fc.assert(
    fc.property(anyCancel, anyReply('j'), (cancel, entry) => {
      const { value, fault } = readCancel(cancel)
      if (value === undefined) assert.match(fault ?? '', shortFault)
      const reply = readReply(entry)?.reply
      if (reply?.type === 'unreadable') assert.match(reply.fault, shortFault)
      if (reply?.type === 'parts') assert.ok(Array.isArray(reply.parts))
      if (reply?.type === 'threw') unpackError(reply.error)
      if (reply?.type !== 'refused') return
      assert.match(reply.refusal.code, /./)
      assert.equal(typeof reply.refusal.message, 'string')
    }),
    { numRuns: cases(1_000) },
  )
  const refusal = '{"code":"a","message":"b"}'
  for (const type of ['newer', '', '__proto__', 'unreadable'])
    assert.equal(readReply(['job', 'j', 'type', type, 'json', refusal])?.reply.type, 'unreadable')
  for (const json of ['1', '{}', '{"code":"","message":"a"}', '{"code":"a","message":1}'])
    assert.equal(readReply(['job', 'j', 'type', 'refused', 'json', json])?.reply.type, 'unreadable')
  assert.equal(readReply(['job', '', 'type', 'started']), undefined)
  const entry = ['job', 'j', 'type', 'returned', 'json', '']
  assert.deepEqual(readReply(entry), { jobId: 'j', reply: { type: 'returned', value: undefined } })
})
