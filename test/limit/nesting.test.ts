import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Gate, PermitOutcome } from '../../src/limit/gate.ts'
import { Lane } from '../../src/limit/lane.ts'
import { Semaphore } from '../../src/limit/semaphore.ts'
import { Share } from '../../src/limit/share.ts'
import { Bench, names, type Call } from './harness.ts'

const open = (): Lane => new Lane([])

function start(bench: Bench, share: Share, lane: Lane, name: string): Call {
  const [call] = bench.add(share, lane, name)
  assert.ok(call !== undefined && bench.running.includes(call), `${name} did not start`)
  return call
}

test('turns inside turns run at a concurrency of 1, one call at a time', () => {
  const slots = new Semaphore('slots', 1)
  const bench = new Bench(slots)
  const outer = start(bench, new Share(), open(), 'outer')
  const middle = start(bench, outer.nest(), open(), 'middle')
  const nest = middle.nest()
  const inner = start(bench, nest, open(), 'inner')
  bench.add(nest, open(), 'inner2')
  assert.equal(slots.taken, 1)
  assert.equal(bench.started.length, 3)
  bench.end(inner)
  assert.equal(bench.started.at(-1), 'inner2')
  bench.end(bench.running.at(-1))
  bench.end(middle)
  bench.end(outer)
  assert.equal(slots.taken, 0)
})

test('a nested turn uses free slots beside the one that is lent', () => {
  const slots = new Semaphore('slots', 3)
  const bench = new Bench(slots)
  const outer = start(bench, new Share(), open(), 'outer')
  bench.add(outer.nest(), open(), ...names('inner', 5))
  assert.equal(bench.running.length, 4)
  assert.equal(slots.taken, 3)
  for (const call of bench.running.slice(1)) bench.end(call)
  for (const call of bench.running.slice(1)) bench.end(call)
  bench.end(outer)
  assert.equal(slots.taken, 0)
})

test('a nested call runs on the lent slot before it takes another', () => {
  const slots = new Semaphore('slots', 3)
  const bench = new Bench(slots)
  const outer = start(bench, new Share(), open(), 'outer')
  start(bench, outer.nest(), open(), 'inner')
  assert.equal(slots.taken, 1)
})

test('two turns inside one call take turns on its slot', () => {
  const bench = new Bench(new Semaphore('slots', 1))
  const outer = start(bench, new Share(), open(), 'outer')
  const lane = open()
  bench.add(outer.nest(), lane, ...names('a', 3))
  bench.add(outer.nest(), lane, ...names('b', 3))
  for (let round = 0; round < 5; round += 1) bench.end(bench.running.at(-1))
  assert.deepEqual(bench.started.slice(1), ['a1', 'a2', 'b1', 'a3', 'b2', 'b3'])
})

test('the slot of a call that ends before its borrower returns when that one ends', () => {
  const slots = new Semaphore('slots', 1)
  const bench = new Bench(slots)
  const outer = start(bench, new Share(), open(), 'outer')
  const inner = start(bench, outer.nest(), open(), 'inner')
  bench.add(new Share(), open(), 'other')
  bench.end(outer)
  assert.equal(slots.taken, 1)
  assert.deepEqual(bench.started, ['outer', 'inner'])
  bench.end(inner)
  assert.deepEqual(bench.started, ['outer', 'inner', 'other'])
  bench.endAll()
  assert.equal(slots.taken, 0)
})

test('when the middle of three ends first, its slot goes back to the outermost', () => {
  const slots = new Semaphore('slots', 1)
  const bench = new Bench(slots)
  const outer = start(bench, new Share(), open(), 'outer')
  const middle = start(bench, outer.nest(), open(), 'middle')
  const inner = start(bench, middle.nest(), open(), 'inner')
  bench.add(outer.nest(), open(), 'next')
  bench.end(middle)
  assert.equal(bench.started.includes('next'), false)
  bench.end(inner)
  assert.equal(bench.started.at(-1), 'next')
  bench.end(bench.running.at(-1))
  bench.add(new Share(), open(), 'stranger')
  assert.deepEqual(bench.running, [outer])
  bench.end(outer)
  assert.deepEqual(bench.started.at(-1), 'stranger')
  bench.endAll()
  assert.equal(slots.taken, 0)
})

test('a waiter of a call that has ended waits for a slot of its own', () => {
  const slots = new Semaphore('slots', 1)
  const bench = new Bench(slots)
  const outer = start(bench, new Share(), open(), 'outer')
  const nest = outer.nest()
  const inner = start(bench, nest, open(), 'inner')
  bench.add(nest, open(), 'late')
  bench.end(outer)
  bench.end(inner)
  assert.equal(bench.started.at(-1), 'late')
  bench.endAll()
  assert.equal(slots.taken, 0)
})

test('a later attempt lends anew, and what the first one lent does not mix with it', () => {
  const slots = new Semaphore('slots', 1)
  const bench = new Bench(slots)
  const outer = start(bench, new Share(), open(), 'outer')
  const early = start(bench, outer.nest(), open(), 'early')
  bench.end(outer)
  bench.limiter.enqueue(outer)
  bench.limiter.pump()
  assert.equal(bench.running.includes(outer), false)
  bench.end(early)
  assert.equal(bench.running.includes(outer), true)
  const inner = start(bench, outer.nest(), open(), 'inner')
  bench.end(inner)
  bench.end(outer)
  assert.equal(slots.taken, 0)
})

test('a call lends its named limits too, at any depth', () => {
  const crm = new Semaphore('crm', 1)
  const slots = new Semaphore('slots', 4)
  const bench = new Bench(slots)
  const outer = start(bench, new Share(), new Lane([crm]), 'outer')
  const middle = start(bench, outer.nest(), open(), 'middle')
  const nest = middle.nest()
  const inner = start(bench, nest, new Lane([crm]), 'inner')
  bench.add(nest, new Lane([crm]), 'inner2')
  assert.equal(bench.running.length, 3)
  assert.equal(crm.taken, 1)
  bench.end(inner)
  assert.equal(bench.started.at(-1), 'inner2')
  bench.end(bench.running.at(-1))
  bench.end(middle)
  assert.equal(crm.taken, 1)
  bench.end(outer)
  assert.deepEqual([crm.taken, slots.taken], [0, 0])
})

test('a permit that was lent on belongs to the last who runs on it', () => {
  const crm = new Semaphore('crm', 1)
  const slots = new Semaphore('slots', 1)
  const bench = new Bench(slots)
  const lane = new Lane([crm])
  const outer = start(bench, new Share(), lane, 'outer')
  const middle = start(bench, outer.nest(), lane, 'middle')
  const inner = start(bench, middle.nest(), lane, 'inner')
  bench.add(new Share(), lane, 'other')
  bench.end(middle)
  bench.end(outer)
  assert.deepEqual([crm.taken, slots.taken], [1, 1])
  assert.equal(bench.started.includes('other'), false)
  bench.end(inner)
  assert.equal(bench.started.at(-1), 'other')
  bench.endAll()
  assert.deepEqual([crm.taken, slots.taken], [0, 0])
})

test('a permit of the middle goes back to the outermost, who lends it again', () => {
  const crm = new Semaphore('crm', 1)
  const bench = new Bench(new Semaphore('slots', 1))
  const lane = new Lane([crm])
  const outer = start(bench, new Share(), lane, 'outer')
  const middle = start(bench, outer.nest(), lane, 'middle')
  bench.end(middle)
  const again = start(bench, outer.nest(), lane, 'again')
  assert.equal(crm.taken, 1)
  bench.end(again)
  bench.end(outer)
  assert.equal(crm.taken, 0)
})

test('a permit is lent to one call at a time', () => {
  const crm = new Semaphore('crm', 1)
  const bench = new Bench(new Semaphore('slots', 9))
  const lane = new Lane([crm])
  const outer = start(bench, new Share(), lane, 'outer')
  const [one, two] = bench.add(outer.nest(), open(), 'one', 'two')
  const inOne = start(bench, (one as Call).nest(), lane, 'in one')
  bench.add((two as Call).nest(), lane, 'in two')
  assert.equal(bench.started.includes('in two'), false)
  bench.end(inOne)
  assert.equal(bench.started.includes('in two'), true)
})

test("what a call held is nobody's to borrow once it has ended", () => {
  const crm = new Semaphore('crm', 1)
  const bench = new Bench(new Semaphore('slots', 4))
  const lane = new Lane([crm])
  const outer = start(bench, new Share(), lane, 'outer')
  const middle = start(bench, outer.nest(), open(), 'middle')
  bench.end(outer)
  start(bench, new Share(), lane, 'other')
  bench.add(middle.nest(), lane, 'inner')
  assert.equal(bench.started.includes('inner'), false)
})

test('a call that ran on a lent permit gives back the one that it has the next time', () => {
  const crm = new Semaphore('crm', 1)
  const bench = new Bench(new Semaphore('slots', 4))
  const lane = new Lane([crm])
  const outer = start(bench, new Share(), lane, 'outer')
  const inner = start(bench, outer.nest(), lane, 'inner')
  bench.end(inner)
  bench.end(outer)
  bench.limiter.enqueue(inner)
  bench.limiter.pump()
  assert.equal(crm.taken, 1)
  bench.end(inner)
  assert.equal(crm.taken, 0)
})

test('a stranger does not run on what is lent', () => {
  const crm = new Semaphore('crm', 1)
  const bench = new Bench(new Semaphore('slots', 4))
  const lane = new Lane([crm])
  const outer = start(bench, new Share(), lane, 'outer')
  outer.nest()
  bench.add(new Share(), lane, 'stranger')
  assert.deepEqual(bench.started, ['outer'])
})

test('a rate is spent by each call, also a nested one', () => {
  let tokens = 1
  const rate: Gate = {
    name: 'rate',
    held: false,
    ready: () => tokens > 0,
    take: () => void (tokens -= 1),
    give() {},
  }
  const bench = new Bench(new Semaphore('slots', 4))
  const outer = start(bench, new Share(), new Lane([rate]), 'outer')
  bench.add(outer.nest(), new Lane([rate]), 'inner')
  assert.deepEqual(bench.started, ['outer'])
  tokens = 1
  bench.limiter.pump()
  assert.deepEqual(bench.started, ['outer', 'inner'])
  assert.equal(tokens, 0)
})

test('the run time of a call that ran turns inside it is no sample; that it was dropped is one', () => {
  const told: PermitOutcome[] = []
  const slots: Gate = {
    name: 'slots',
    held: true,
    ready: () => true,
    take() {},
    give: (outcome) => void told.push(outcome),
  }
  const bench = new Bench(slots)
  for (const outcome of ['success', 'dropped'] as const) {
    const call = start(bench, new Share(), open(), 'call')
    call.nest()
    bench.end(call, outcome)
  }
  bench.end(start(bench, new Share(), open(), 'plain'))
  assert.deepEqual(told, ['ignored', 'dropped', 'success'])
})
