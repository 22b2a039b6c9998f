import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Lane } from '../../src/limit/lane.ts'
import { Limiter } from '../../src/limit/limiter.ts'
import { Semaphore } from '../../src/limit/semaphore.ts'
import { Share } from '../../src/limit/share.ts'
import { Bench, Call, names } from './harness.ts'

const open = (): Lane => new Lane([])

test('no more run than there are slots, and one more starts as one ends', () => {
  const slots = new Semaphore('slots', 3)
  const bench = new Bench(slots)
  bench.add(new Share(), open(), ...names('a', 5))
  assert.deepEqual(bench.started, ['a1', 'a2', 'a3'])
  bench.end()
  assert.equal(bench.running.length, 3)
  bench.endAll()
  assert.deepEqual(bench.started, names('a', 5))
  assert.equal(slots.taken, 0)
})

test('the calls of a turn of 3 are among the next to start beside a turn of 800', () => {
  const bench = new Bench(new Semaphore('slots', 16))
  const lane = open()
  bench.add(new Share(), lane, ...names('large', 800))
  bench.add(new Share(), lane, ...names('small', 3))
  for (let round = 0; round < 6; round += 1) bench.end()
  const next = bench.started.slice(16)
  assert.deepEqual(next, ['large17', 'small1', 'large18', 'small2', 'large19', 'small3'])
})

test('turns get equal shares whatever their size', () => {
  const bench = new Bench(new Semaphore('slots', 1))
  const lane = open()
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
  const lane = open()
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
  const shut = new Lane([gate])
  const lane = open()
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
  const lane = open()
  const share = new Share()
  bench.add(new Share(), lane, ...names('other', 100))
  const cancelled = bench.add(share, lane, ...names('cancelled', 100))
  for (const call of cancelled) bench.limiter.remove(call)
  bench.add(share, lane, 'mine')
  bench.end()
  bench.end()
  assert.ok(bench.started.includes('mine'))
})

test('all gates of a call are taken at once, or none', () => {
  const [a, b] = [new Semaphore('a', 1), new Semaphore('b', 1)]
  const bench = new Bench(new Semaphore('slots', 9))
  b.take()
  bench.add(new Share(), new Lane([a, b]), 'both')
  assert.equal(a.taken, 0)
  const [onlyA] = bench.add(new Share(), new Lane([a]), 'onlyA')
  assert.deepEqual(bench.started, ['onlyA'])
  b.give()
  bench.limiter.pump()
  assert.deepEqual(bench.started, ['onlyA'])
  bench.end(onlyA)
  assert.deepEqual(bench.started, ['onlyA', 'both'])
  assert.deepEqual([a.taken, b.taken], [1, 1])
  bench.endAll()
  assert.deepEqual([a.taken, b.taken], [0, 0])
})

test('a call that waits for a gate holds no slot', () => {
  const slots = new Semaphore('slots', 1)
  const gate = new Semaphore('gate', 1)
  gate.take()
  const bench = new Bench(slots)
  bench.add(new Share(), new Lane([gate]), 'waits')
  assert.equal(slots.taken, 0)
  bench.add(new Share(), open(), 'runs')
  assert.deepEqual(bench.started, ['runs'])
})

test('a call can be taken out of the line wherever it stands', () => {
  const bench = new Bench(new Semaphore('slots', 1))
  const calls = bench.add(new Share(), open(), ...names('a', 6))
  for (const index of [3, 1, 5]) bench.limiter.remove(calls[index] as Call)
  bench.limiter.remove(calls[3] as Call)
  bench.endAll()
  assert.deepEqual(bench.started, ['a1', 'a3', 'a5'])
})

test('a call taken out of the line can be put in again', () => {
  const bench = new Bench(new Semaphore('slots', 1))
  const [, second] = bench.add(new Share(), open(), ...names('a', 3))
  bench.limiter.remove(second as Call)
  bench.limiter.enqueue(second as Call)
  bench.endAll()
  assert.deepEqual(bench.started, ['a1', 'a3', 'a2'])
})

test('what a call waits for is named', () => {
  const gate = new Semaphore('crm', 1)
  const bench = new Bench(new Semaphore('slots', 2))
  const [, waits] = bench.add(new Share(), new Lane([gate]), 'a', 'b')
  assert.equal(bench.limiter.closedGate(waits as Call)?.name, 'crm')
  const [, full] = bench.add(new Share(), open(), 'c', 'd')
  assert.equal(bench.limiter.closedGate(full as Call)?.name, 'slots')
})

test('a call that ends while it starts makes room for the next without recursion', () => {
  const lane = open()
  const share = new Share()
  let started = 0
  let depth = 0
  const limiter: Limiter<Call> = new Limiter(new Semaphore('slots', 1), (call) => {
    depth += 1
    assert.equal(depth, 1)
    started += 1
    limiter.finish(call, 'success', 0)
    limiter.pump()
    depth -= 1
  })
  for (const name of names('a', 20_000)) limiter.enqueue(new Call(name, share, lane))
  limiter.pump()
  assert.equal(started, 20_000)
})
