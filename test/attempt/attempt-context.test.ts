import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEngine } from '../../src/turn/engine.ts'
import { tool, type ToolContext } from '../../src/call/tool.ts'

/** What a tool is given, at its start. */
async function given(see: (context: ToolContext) => void): Promise<void> {
  const look = tool({ name: 'look', execute: (_, context) => see(context) })
  const { results } = await createEngine({ tools: [look] }).execute(
    [{ id: 'c1', name: 'look', input: {} }],
    { id: 't1' },
  )
  assert.equal(results[0]?.status, 'ok', String(results[0]?.content))
}

test('a context says which attempt it is', () =>
  given(({ callId, turnId, attempt, idempotencyKey, signal }) => {
    assert.deepEqual([callId, turnId, attempt, idempotencyKey], ['c1', 't1', 1, 't1:c1'])
    assert.ok(signal instanceof AbortSignal)
    assert.equal(signal.aborted, false)
  }))

test('a context that is spread loses nothing', () =>
  given((context) => {
    const copy = { ...context, user: 'u' }
    assert.equal(copy.signal, context.signal)
    assert.deepEqual(
      Object.keys(copy).sort(),
      [
        'attempt',
        'callId',
        'context',
        'fencingToken',
        'idempotencyKey',
        'progress',
        'signal',
        'turnId',
        'user',
      ].sort(),
    )
  }))

test('the signal is one and the same however often it is asked for', () =>
  given((context) => assert.equal(context.signal, context.signal)))
