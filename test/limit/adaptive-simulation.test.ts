import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LimitAlgorithm } from '../../src/limit/adaptive/algorithm.ts'
import { Aimd } from '../../src/limit/adaptive/aimd.ts'
import { Gradient2 } from '../../src/limit/adaptive/gradient2.ts'
import { limitsOverTime, type Downstream } from './downstream.ts'

const forMs = 120_000
const before = 20
const after = 10
const halving = {
  capacity: (nowMs: number) => (nowMs < forMs / 2 ? before : after),
  serviceMs: 100,
}

/**
 * "Near" is between the capacity, so that it is used, and a bit more than twice of it: both algorithms tell overload
 * only by its signs, so they keep a queue about as long as the capacity.
 */
function assertNear(limits: readonly number[], capacity: number, what: string): void {
  const shown = limits.map((limit) => limit.toFixed(1)).join(', ')
  for (const limit of limits)
    assert.ok(limit >= 0.9 * capacity && limit <= 2.4 * capacity, `${what}: ${shown}`)
}

const algorithms: Record<string, (initial: number) => LimitAlgorithm> = {
  'Aimd by rejections': (initial) => new Aimd({ initial }),
  'Aimd by run time': (initial) => new Aimd({ initial, slowMs: 150 }),
  Gradient2: (initial) => new Gradient2({ initial }),
}
const queues: Record<string, number> = {
  'Aimd by rejections': 10,
  'Aimd by run time': Infinity,
  Gradient2: Infinity,
}

for (const [name, make] of Object.entries(algorithms))
  for (const [from, initial] of [
    ['below', 2],
    ['above', 100],
  ] as const)
    test(`${name}: converges from ${from}, and again when the capacity halves`, async () => {
      const downstream: Downstream = { ...halving, queue: queues[name] ?? Infinity }
      const limits = await limitsOverTime(make(initial), downstream, forMs)
      assertNear(limits.slice(3, 5), before, 'at first')
      assertNear(limits.slice(8), after, 'when halved')
    })

test('Gradient2 does not drift away under a load that never lets up', async () => {
  const downstream: Downstream = { capacity: () => 4, serviceMs: 100, queue: Infinity }
  const limits = await limitsOverTime(new Gradient2({ initial: 4 }), downstream, 400_000)
  const [early, late] = [limits[1] as number, limits[9] as number]
  assert.ok(late < 1.5 * early, `${early} has become ${late}`)
})

test('Gradient2 learns that calls take longer from now on', async () => {
  const algorithm = new Gradient2({ initial: 20 })
  const downstream: Downstream = { capacity: () => 20, serviceMs: 100, queue: Infinity }
  await limitsOverTime(algorithm, downstream, 20_000)
  const limits = await limitsOverTime(algorithm, { ...downstream, serviceMs: 500 }, 300_000)
  assertNear(limits.slice(7), 20, 'slower')
})
