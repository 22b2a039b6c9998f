import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Gate } from '../../src/limit/gate.ts'
import { Lane } from '../../src/limit/lane.ts'
import { Limiter } from '../../src/limit/limiter.ts'
import { Rate } from '../../src/limit/rate.ts'
import { Semaphore } from '../../src/limit/semaphore.ts'
import { Share } from '../../src/limit/lane.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { stillKept } from '../support/garbage.ts'
import { Bench, Call, names } from './harness.ts'

test('no more run than there are slots, and one more starts as one ends', () => {
  const slots = new Semaphore('slots', 3)
  const bench = new Bench(slots)
  bench.add(new Share(), bench.lane(), ...names('a', 5))
  assert.deepEqual(bench.started, ['a1', 'a2', 'a3'])
  bench.end()
  assert.equal(bench.running.size, 3)
  bench.endAll()
  assert.deepEqual(bench.started, names('a', 5))
  assert.equal(slots.taken, 0)
})

test('the calls of a turn of 3 are among the next to start beside a turn of 800', () => {
  const bench = new Bench(new Semaphore('slots', 16))
  const lane = bench.lane()
  bench.add(new Share(), lane, ...names('large', 800))
  bench.add(new Share(), lane, ...names('small', 3))
  for (let round = 0; round < 6; round += 1) bench.end()
  const next = bench.started.slice(16)
  assert.deepEqual(next, ['large17', 'small1', 'large18', 'small2', 'large19', 'small3'])
})

test('turns get equal shares whatever their size', () => {
  const bench = new Bench(new Semaphore('slots', 1))
  const lane = bench.lane()
  for (const [prefix, count] of [
    ['a', 90],
    ['b', 60],
    ['c', 30],
  ] as const)
    bench.add(new Share(), lane, ...names(prefix, count))
  for (let round = 0; round < 60; round += 1) bench.end()
  for (const prefix of ['a', 'b', 'c']) {
    const share = bench.started.slice(1, 61).filter((name) => name.startsWith(prefix)).length
    assert.equal(share, 20, `${prefix} got ${share} of 60`)
  }
})

test('a stream of small turns does not starve a large one', () => {
  const bench = new Bench(new Semaphore('slots', 1))
  const lane = bench.lane()
  bench.add(new Share(), lane, ...names('large', 10))
  for (let turn = 1; turn <= 40; turn += 1) {
    bench.add(new Share(), lane, `small${turn}`)
    bench.end()
  }
  const large = bench.started.filter((name) => name.startsWith('large')).length
  assert.ok(large >= 8, `only ${large} of the large turn's calls started`)
})

test('waiting for a closed limit costs a turn nothing elsewhere, and saves nothing up', () => {
  const bench = new Bench(new Semaphore('slots', 1))
  const gate = new Semaphore('gate', 1)
  const shut = bench.lane(gate)
  const lane = bench.lane()
  const blocked = new Share()
  gate.take()
  bench.add(blocked, shut, ...names('blocked', 50))
  bench.add(new Share(), lane, ...names('other', 100))
  bench.add(blocked, lane, 'mine')
  bench.end()
  assert.equal(bench.started[1], 'mine')

  for (let round = 0; round < 20; round += 1) bench.end()
  gate.give()
  const before = bench.started.length
  for (let round = 0; round < 6; round += 1) bench.end()
  const mine = bench.started.slice(before).filter((name) => name.startsWith('blocked')).length
  assert.equal(mine, 3)
})

test('a turn whose calls were cancelled is not behind for it', () => {
  const bench = new Bench(new Semaphore('slots', 1))
  const lane = bench.lane()
  const share = new Share()
  bench.add(new Share(), lane, ...names('other', 100))
  const cancelled = bench.add(share, lane, ...names('cancelled', 100))
  for (const call of cancelled) bench.remove(call)
  bench.add(share, lane, 'mine')
  bench.end()
  bench.end()
  assert.ok(bench.started.includes('mine'))
})

test('all gates of a call are taken at once, or none', () => {
  const [a, b] = [new Semaphore('a', 1), new Semaphore('b', 1)]
  const bench = new Bench(new Semaphore('slots', 9))
  b.take()
  bench.add(new Share(), bench.lane(a, b), 'both')
  assert.deepEqual([a.taken, bench.slots.taken], [0, 0])
  b.give()
  bench.limiter.pump()
  assert.deepEqual(bench.started, ['both'])
  assert.deepEqual([a.taken, b.taken, bench.slots.taken], [1, 1, 1])
  bench.endAll()
  assert.deepEqual([a.taken, b.taken, bench.slots.taken], [0, 0, 0])
})

test('a call that waits for a gate holds no slot', () => {
  const slots = new Semaphore('slots', 1)
  const gate = new Semaphore('gate', 1)
  gate.take()
  const bench = new Bench(slots)
  bench.add(new Share(), bench.lane(gate), 'waits')
  assert.equal(slots.taken, 0)
  bench.add(new Share(), bench.lane(), 'runs')
  assert.deepEqual(bench.started, ['runs'])
})

test('a call can be taken out of the line wherever it stands', () => {
  const bench = new Bench(new Semaphore('slots', 1))
  const calls = bench.add(new Share(), bench.lane(), ...names('a', 6))
  for (const index of [3, 1, 5]) bench.remove(calls[index] as Call)
  bench.remove(calls[3] as Call)
  bench.endAll()
  assert.deepEqual(bench.started, ['a1', 'a3', 'a5'])
})

test('everybody in line is found, and nobody else', () => {
  const bench = new Bench(new Semaphore('slots', 1))
  const [crm, web] = [new Semaphore('crm', 9), new Semaphore('web', 9)]
  bench.add(new Share(), bench.lane(crm), 'runs')
  bench.add(new Share(), bench.lane(crm), 'a', 'b')
  bench.add(new Share(), bench.lane(crm, web), 'c')
  bench.add(new Share(), bench.lane(web), 'd')
  const found = bench.limiter.inLine().map((waiter) => (waiter as Call).name)
  assert.deepEqual(found, ['a', 'b', 'c', 'd'])
})

test('a call taken out of the line can be put in again', () => {
  const bench = new Bench(new Semaphore('slots', 1))
  const [, second] = bench.add(new Share(), bench.lane(), ...names('a', 3))
  bench.remove(second as Call)
  bench.limiter.enqueue(second as Call)
  bench.endAll()
  assert.deepEqual(bench.started, ['a1', 'a3', 'a2'])
})

test('what a call waits for is named', () => {
  const gate = new Semaphore('crm', 1)
  const bench = new Bench(new Semaphore('slots', 2))
  const [, waits] = bench.add(new Share(), bench.lane(gate), 'a', 'b')
  assert.equal(bench.limiter.closedGate(waits as Call)?.name, 'crm')
  const [, full] = bench.add(new Share(), bench.lane(), 'c', 'd')
  assert.equal(bench.limiter.closedGate(full as Call)?.name, 'slots')
})

test('a call that ends while it starts makes room for the next without recursion', () => {
  const slots = new Semaphore('slots', 1)
  const limiter = new Limiter(slots)
  const lane = new Lane([], slots)
  const share = new Share()
  let started = 0
  let depth = 0
  const startAndEnd = (call: Call): void => {
    depth += 1
    assert.equal(depth, 1)
    started += 1
    limiter.finish(call, 'success', 0)
    limiter.pump()
    depth -= 1
  }
  for (const name of names('a', 20_000)) limiter.enqueue(new Call(name, share, lane, startAndEnd))
  limiter.pump()
  assert.equal(started, 20_000)
})

test('G8: nothing is kept of lanes in which nobody is: there may be as many as tools', async () => {
  const clock = virtualClock()
  const bench = new Bench(new Semaphore('slots', 1), clock)
  const shared: Record<string, readonly Gate[]> = {
    none: [],
    'a limit of others': [new Semaphore('crm', 5)],
    'a rate of others': [new Rate('api', clock, 1_000, 1_000)],
  }
  const use = (gates: readonly Gate[]): WeakRef<Lane> => {
    const lane = bench.lane(...gates, new Semaphore('own', 1))
    const [, waits] = bench.add(new Share(), lane, 'runs', 'leaves')
    bench.remove(waits as Call)
    bench.end()
    return new WeakRef(lane)
  }
  for (const [name, gates] of Object.entries(shared)) {
    const refs = Array.from({ length: 20 }, () => use(gates))
    // Emptied ones stay until the next is served.
    use(gates)
    assert.equal(await stillKept(refs), 0, name)
  }
  assert.equal(clock.pendingTimers, 0)
})
