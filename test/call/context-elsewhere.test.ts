import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contextElsewhere } from '../../src/call/context/context-elsewhere.ts'

const given = {
  signal: new AbortController().signal,
  callId: 'c1',
  turnId: 't1',
  attempt: 1,
  idempotencyKey: 'k',
  progress: () => {},
}

test('a tool that runs elsewhere is told that its context has stayed, and not that there is none', () => {
  const context = contextElsewhere(given, 'a queue')
  assert.throws(
    () => context.context,
    /^UsageError: Expected a tool that runs in a queue not to read `context`, which does not leave the process/,
  )
  // All else of it can be spread, and looked at.
  assert.deepEqual({ ...context }, given)
})
