import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WorkerLosses } from '../../../../src/place/queue/client/worker-losses.ts'

test('losses are counted by call, until one of its attempts has ended', () => {
  const losses = new WorkerLosses()
  assert.deepEqual([losses.note('a'), losses.note('a'), losses.note('b')], [1, 2, 1])
  losses.forget('a')
  assert.deepEqual([losses.of('a'), losses.of('b')], [0, 1])
})

test('of calls without end only the latest are remembered', () => {
  const losses = new WorkerLosses()
  for (let call = 0; call < 20_000; call += 1) losses.note(`${call}`)
  assert.deepEqual([losses.of('0'), losses.of('19999')], [0, 1])
})
