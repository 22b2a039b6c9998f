import assert from 'node:assert/strict'
import type { Gate } from '../../src/limit/gate.ts'
import type { Lane } from '../../src/limit/lane.ts'
import { Semaphore } from '../../src/limit/semaphore.ts'
import type { Share } from '../../src/limit/lane.ts'
import { Bench, type Call } from './harness.ts'

export function bench(slots: number): Bench {
  return new Bench(new Semaphore('slots', slots))
}

/** Puts a call in line that has to start at once. */
export function start(bench: Bench, share: Share, lane: Lane, name: string): Call {
  const [call] = bench.add(share, lane, name)
  assert.ok(call !== undefined && bench.running.has(call), `${name} did not start`)
  return call
}

/** Ends all calls, after which nothing is held. */
export function endAllAndCheck(bench: Bench, ...gates: Gate[]): void {
  bench.endAll()
  assert.equal(bench.running.size, 0)
  for (const gate of [bench.slots, ...gates]) assert.equal(gate.taken, 0, gate.name)
  assert.deepEqual([bench.limiter.waiting, bench.limiter.lenders], [0, 0])
}
