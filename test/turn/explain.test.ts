import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileKey } from '../../src/util/file-key.ts'
import { lab } from './lab.ts'

test('a plan is explained without running anything', () => {
  const { log, nap, engine } = lab()
  const path = (input: Record<string, unknown>): string => fileKey(String(input['path']))
  const run = engine([nap('edit', 10, { writes: path }), nap('look', 10, { reads: path })])
  const plan = run.explain([
    { id: '1', name: 'edit', input: { path: '/x' } },
    { id: '2', name: 'look', input: { path: '/y' } },
    { id: '3', name: 'edit', input: { path: '/./x' } },
    { id: '4', name: 'nope', input: {} },
  ])
  assert.match(plan.text, /call 3 \(edit\) waits for call 1 \(edit\): both write file\/x/)
  assert.deepEqual(
    plan.calls.map(({ waitsFor }) => waitsFor.map(({ index }) => index)),
    [[], [], [0], []],
  )
  assert.equal(plan.waves, 2)
  assert.deepEqual(log, [])
})
