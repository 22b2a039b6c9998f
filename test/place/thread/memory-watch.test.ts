import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Worker } from 'node:worker_threads'
import { watchMemory } from '../../../src/place/thread/memory-watch.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'

const mb = 2 ** 20

/** A thread that uses so many megabytes whenever it is asked. */
function threadUsing(...used: readonly number[]): Worker {
  let asked = 0
  const getHeapStatistics = async (): Promise<object> => {
    const heap = (used[Math.min(asked, used.length - 1)] ?? 0) * mb
    asked += 1
    return { used_heap_size: heap, external_memory: 0 }
  }
  return { getHeapStatistics } as unknown as Worker
}

test('a thread that uses more than it may is told of once', async () => {
  const clock = virtualClock()
  let exceeded = 0
  watchMemory(threadUsing(1, 2, 9), 5, clock, () => (exceeded += 1))
  await clock.advance(1_000)
  assert.equal(exceeded, 1)
})

test('G8: nothing is asked, and no timer is left, once it has ended', async () => {
  const clock = virtualClock()
  const end = watchMemory(threadUsing(9), 5, clock, () => assert.fail('it has ended'))
  end()
  await clock.advance(1_000)
  assert.equal(clock.pendingTimers, 0)
})

test('a thread of a runtime that does not say what it uses is not watched', async () => {
  const clock = virtualClock()
  const end = watchMemory({} as Worker, 5, clock, () => assert.fail('nobody knows'))
  assert.equal(clock.pendingTimers, 0)
  end()
})

test('an answer that comes after the end is not looked at', async () => {
  const clock = virtualClock()
  const answer = Promise.withResolvers<object>()
  const thread = { getHeapStatistics: () => answer.promise } as unknown as Worker
  const end = watchMemory(thread, 5, clock, () => assert.fail('it has ended'))
  await clock.advance(60)
  end()
  answer.resolve({ used_heap_size: 9 * mb, external_memory: 0 })
  await clock.advance(1_000)
  assert.equal(clock.pendingTimers, 0)
})

test('an answer below the limit that comes after the end sets no timer', async () => {
  const clock = virtualClock()
  const answer = Promise.withResolvers<object>()
  const thread = { getHeapStatistics: () => answer.promise } as unknown as Worker
  const end = watchMemory(thread, 5, clock, () => assert.fail('it is below'))
  await clock.advance(60)
  end()
  answer.resolve({ used_heap_size: mb, external_memory: 0 })
  await answer.promise
  await new Promise(setImmediate)
  assert.equal(clock.pendingTimers, 0)
})
