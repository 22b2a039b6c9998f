import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Lane } from '../../src/limit/lane.ts'
import { Pause } from '../../src/limit/pause.ts'
import { Rate } from '../../src/limit/rate.ts'
import { Semaphore } from '../../src/limit/semaphore.ts'
import { Share } from '../../src/limit/lane.ts'
import { virtualClock, type VirtualClock } from '../../src/testing/virtual-clock.ts'
import { Bench, names, type Call } from './harness.ts'

function manySlots(clock?: VirtualClock): Bench {
  return new Bench(new Semaphore('slots', 10_000), clock)
}

/** Two turns of 1,000 calls, each busy with a limit of its own. */
function busyTurns(line: Bench, ...lanes: Lane[]): void {
  for (const [index, lane] of lanes.entries())
    line.add(new Share(), lane, ...names(`busy${index} `, 1_000))
}

/** How many calls start before one of a name does, while all others end one after another. */
function servicesUntil(line: Bench, name: string): number {
  const before = line.started.length
  while (!line.started.includes(name)) line.end()
  return line.started.length - before - 1
}

test('a call with several limits behind busy turns of 1,000 calls each starts after a few services', () => {
  for (const capacity of [1, 3])
    for (const count of [2, 3, 4]) {
      const line = manySlots()
      const gates = Array.from({ length: count }, (_, index) => new Semaphore(`${index}`, capacity))
      busyTurns(line, ...gates.map((gate) => line.lane(gate)))
      line.add(new Share(), line.lane(...gates), 'all')
      assert.ok(servicesUntil(line, 'all') <= 2 * count)
    }
})

test('so does one of a turn that is itself busy with other calls', () => {
  const line = manySlots()
  const [a, b] = [new Semaphore('a', 1), new Semaphore('b', 1)]
  busyTurns(line, line.lane(a), line.lane(b))
  const share = new Share()
  line.add(share, line.lane(a), ...names('mine', 1_000))
  line.add(share, line.lane(a, b), 'both')
  assert.ok(servicesUntil(line, 'both') <= 4)
})

test('so does one whose limits others of its lane have had and given back', () => {
  const line = manySlots()
  const [a, b] = [new Semaphore('a', 1), new Semaphore('b', 1)]
  const both = line.lane(a, b)
  for (const name of names('before', 3)) {
    line.add(new Share(), both, name)
    line.end()
  }
  assert.equal(both.underWay, 0)
  busyTurns(line, line.lane(a), line.lane(b))
  line.add(new Share(), both, 'both')
  assert.ok(servicesUntil(line, 'both') <= 4)
})

test('so does one behind a turn of 1,000 calls with several limits, whose calls came before', () => {
  const line = manySlots()
  const [a, b, c] = [new Semaphore('a', 1), new Semaphore('b', 1), new Semaphore('c', 1)]
  busyTurns(line, line.lane(a, b), line.lane(c))
  line.add(new Share(), line.lane(a, c), 'both')
  assert.ok(servicesUntil(line, 'both') <= 4)
})

test('those who need one limit are served beside 1,000 who need that one and another', () => {
  const line = manySlots()
  const [a, b] = [new Semaphore('a', 2), new Semaphore('b', 1)]
  busyTurns(line, line.lane(a, b))
  line.add(new Share(), line.lane(a), ...names('single', 1_000))
  for (let ended = 0; ended < 100; ended += 1) line.end()
  const single = line.started.filter((name) => name.startsWith('single')).length
  assert.ok(single >= 45, `${single} of 100`)
})

test('a turn that needs now one limit, now that one and another gets no more of it than those who need it alone', () => {
  const line = manySlots()
  const [a, b] = [new Semaphore('a', 1), new Semaphore('b', 2)]
  const mixed = new Share()
  for (const name of names('mixed ', 100)) line.enqueue(name, mixed, line.lane(a))
  for (const name of names('mixed both ', 100)) line.enqueue(name, mixed, line.lane(a, b))
  for (const single of ['one ', 'two ', 'three '])
    line.add(new Share(), line.lane(a), ...names(single, 100))
  for (let ended = 0; ended < 120; ended += 1) line.end()
  for (const turn of ['mixed', 'one', 'two', 'three']) {
    const starts = line.started.filter((name) => name.startsWith(turn)).length
    assert.ok(starts >= 29 && starts <= 32, `${turn}: ${starts} of 120`)
  }
})

test('what only its own calls hold is no reason to reserve: it comes back with the rest', () => {
  const line = manySlots()
  const [a, own] = [new Semaphore('a', 2), new Semaphore('own', 1)]
  const lane = line.lane(a, own)
  const [long] = line.add(new Share(), lane, 'long', 'next')
  line.add(new Share(), line.lane(a), ...names('short', 100))
  for (let ended = 0; ended < 50; ended += 1)
    line.end([...line.running].find((call) => call !== long))
  assert.equal(line.started.filter((name) => name.startsWith('short')).length, 51)
  line.end(long)
  assert.ok(servicesUntil(line, 'next') <= 1)
})

test('only one reserves', () => {
  const line = manySlots()
  const [a, b, c, d] = [1, 1, 1, 1].map((capacity) => new Semaphore('gate', capacity))
  const [holdsB, holdsD] = [b, d].map(
    (gate) => line.add(new Share(), line.lane(gate as Semaphore), 'holds')[0] as Call,
  )
  line.add(new Share(), line.lane(a as Semaphore, b as Semaphore), 'first')
  line.add(new Share(), line.lane(c as Semaphore, d as Semaphore), 'second')
  line.add(new Share(), line.lane(a as Semaphore), 'needs a')
  line.add(new Share(), line.lane(c as Semaphore), 'needs c')
  assert.deepEqual(line.started.slice(2), ['needs c'])
  line.end(holdsD)
  line.end(holdsB)
  assert.deepEqual(line.started.slice(3), ['first'])
  line.endAll()
  assert.deepEqual(line.started.slice(4).sort(), ['needs a', 'second'])
})

test('those who wait for a pause to end do not keep others from reserving', () => {
  const clock = virtualClock()
  const line = manySlots(clock)
  const pause = new Pause('pause', clock)
  pause.until(1_000)
  const [a, b, c] = [new Semaphore('a', 1), new Semaphore('b', 1), new Semaphore('c', 1)]
  line.add(new Share(), line.lane(pause, a, c), 'paused')
  busyTurns(line, line.lane(a), line.lane(b))
  line.add(new Share(), line.lane(a, b), 'both')
  assert.ok(servicesUntil(line, 'both') <= 4)
})

test('what is reserved is free for others when the one it is for is called off', () => {
  const line = manySlots()
  const [a, b] = [new Semaphore('a', 1), new Semaphore('b', 1)]
  line.add(new Share(), line.lane(b), 'holds b')
  const [both] = line.add(new Share(), line.lane(a, b), 'both')
  line.add(new Share(), line.lane(a), 'needs a')
  assert.deepEqual(line.working, ['holds b'])
  line.remove(both as Call)
  assert.deepEqual(line.working, ['holds b', 'needs a'])
})

test('permits beyond the one that is reserved are free for all', () => {
  const line = manySlots()
  const [a, b] = [new Semaphore('a', 3), new Semaphore('b', 1)]
  line.add(new Share(), line.lane(b), 'holds b')
  line.add(new Share(), line.lane(a, b), 'both')
  line.add(new Share(), line.lane(a), ...names('needs a ', 5))
  assert.deepEqual(line.working, ['holds b', 'needs a 1', 'needs a 2'])
})

test('nothing is reserved while what is missing is only held by those who wait', () => {
  const line = manySlots()
  const [a, b] = [new Semaphore('a', 1), new Semaphore('b', 1)]
  const [outer] = line.add(new Share(), line.lane(b), 'outer')
  line.add(new Share(), line.lane(a, b), 'both')
  // The call that holds what is missing waits for this one.
  line.add((outer as Call).nest(), line.lane(a), 'inner')
  assert.deepEqual(line.working, ['inner'])
  line.endAll()
  assert.deepEqual(line.started, ['outer', 'inner', 'both'])
})

test('those to whom permits are lent do not wait for a reservation', () => {
  const line = manySlots()
  const [a, b, c] = [new Semaphore('a', 1), new Semaphore('b', 1), new Semaphore('c', 1)]
  const [outer] = line.add(new Share(), line.lane(c), 'outer')
  line.add(new Share(), line.lane(b), 'holds b')
  line.add(new Share(), line.lane(a, b), 'both')
  line.add((outer as Call).nest(), line.lane(a, c), 'inner')
  assert.deepEqual(line.working, ['holds b', 'inner'])
})

test('slots are not reserved, nor is anything for those who only lack a slot', () => {
  const line = new Bench(new Semaphore('slots', 2))
  const [a, b] = [new Semaphore('a', 1), new Semaphore('b', 1)]
  line.add(new Share(), line.lane(b), 'holds b')
  line.add(new Share(), line.lane(a, b), 'both')
  line.add(new Share(), line.lane(), ...names('plain', 3))
  assert.deepEqual(line.working, ['holds b', 'plain1'])

  const full = new Bench(new Semaphore('slots', 1))
  const [c, d] = [new Semaphore('c', 1), new Semaphore('d', 1)]
  const share = new Share()
  full.add(share, full.lane(), 'busy')
  full.add(share, full.lane(c, d), 'both')
  full.add(new Share(), full.lane(c), 'needs c')
  full.add(new Share(), full.lane(), ...names('plain', 3))
  full.endAll()
  assert.deepEqual(full.started.slice(0, 3), ['busy', 'both', 'needs c'])
})

test('nothing that is held is reserved while time closes a gate', async () => {
  for (const close of ['rate', 'pause'] as const) {
    const clock = virtualClock()
    const line = manySlots(clock)
    const [a, b] = [new Semaphore('a', 1), new Semaphore('b', 1)]
    const gate = close === 'rate' ? new Rate('rate', clock, 1) : new Pause('pause', clock)
    if (gate instanceof Pause) gate.until(1_000)
    else gate.take()
    line.add(new Share(), line.lane(b), 'holds b')
    line.add(new Share(), line.lane(a, b, gate), 'all')
    line.add(new Share(), line.lane(a), ...names('needs a ', 1_000))
    assert.equal(line.working.at(-1), 'needs a 1')
    await clock.advance(1_000)
    assert.ok(servicesUntil(line, 'all') <= 4)
  }
})

test('a call with a rate and a concurrency starts soon behind turns that are busy with one of them each', async () => {
  const clock = virtualClock()
  const line = manySlots(clock)
  const [rate, web] = [new Rate('rate', clock, 10), new Semaphore('web', 1)]
  busyTurns(line, line.lane(rate), line.lane(web))
  line.add(new Share(), line.lane(rate, web), 'both')
  // Each call of `web` takes 70 ms, so that it is never free when the rate is, but by chance.
  for (let elapsedMs = 0; elapsedMs < 500 && !line.started.includes('both'); elapsedMs += 70) {
    await clock.advance(70)
    const onWeb = [...line.running].filter(({ lane }) => lane.gates.includes(web))
    for (const call of onWeb) line.end(call)
  }
  assert.ok(line.started.includes('both'))
})

test('a call with two rates starts soon behind turns that are busy with one of them each', async () => {
  const clock = virtualClock()
  const line = manySlots(clock)
  const [fast, slow] = [new Rate('fast', clock, 10), new Rate('slow', clock, 3)]
  busyTurns(line, line.lane(fast), line.lane(slow))
  await clock.advance(50)
  line.add(new Share(), line.lane(fast, slow), 'both')
  await clock.advance(700)
  assert.ok(line.started.includes('both'))
  // What comes back in time is not kept from others meanwhile.
  assert.ok(line.started.filter((name) => name.startsWith('busy0')).length >= 3)
})

test('a slow rate keeps a fast one from nobody but at the moment that it is needed', async () => {
  const clock = virtualClock()
  const line = manySlots(clock)
  const [fast, slow] = [new Rate('fast', clock, 10), new Rate('slow', clock, 0.1)]
  slow.take()
  line.add(new Share(), line.lane(fast, slow), 'both')
  line.add(new Share(), line.lane(fast), ...names('single', 1_000))
  await clock.advance(9_950)
  assert.ok(line.started.length >= 98, `${line.started.length}`)
  await clock.advance(50)
  assert.ok(line.started.includes('both'))
})

test('a call with any number of rates and one that is held starts within a second of the slowest', async () => {
  for (const burst of [1, 3])
    for (const rates of [[5], [5, 8], [5, 8, 13]]) {
      const clock = virtualClock()
      const line = manySlots(clock)
      const gates = rates.map((perSecond) => new Rate('rate', clock, perSecond, burst))
      const web = new Semaphore('web', 1)
      busyTurns(line, ...[...gates, web].map((gate) => line.lane(gate)))
      line.add(new Share(), line.lane(...gates, web), 'all')
      for (let elapsedMs = 0; elapsedMs < 1_000; elapsedMs += 35) {
        await clock.advance(35)
        for (const call of line.running) if (call.lane.gates.includes(web)) line.end(call)
      }
      assert.ok(line.started.includes('all'), `burst ${burst}, ${rates.length} rates`)
    }
})
