import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Semaphore } from '../../src/limit/semaphore.ts'
import { Share } from '../../src/limit/lane.ts'
import { Bench, names, type Call } from './harness.ts'

/** How many calls start before one of a name does, while all others end one after another. */
function servicesUntil(line: Bench, name: string): number {
  const before = line.started.length
  while (!line.started.includes(name)) line.end()
  return line.started.length - before - 1
}

function outerCall(line: Bench, ...gates: Semaphore[]): Call {
  const [outer] = line.add(new Share(), line.lane(...gates), 'outer')
  return outer as Call
}

test('on slots, a call beside a call with 1,000 calls inside it waits a few services', () => {
  for (const slots of [1, 4]) {
    const line = new Bench(new Semaphore('slots', slots))
    line.add(outerCall(line).nest(), line.lane(), ...names('inner', 1_000))
    line.add(new Share(), line.lane(), 'beside')
    assert.ok(servicesUntil(line, 'beside') <= 1)
    line.endAll()
    assert.equal(line.running.size, 0)
  }
})

test('on a named limit, a call beside a call with 1,000 calls inside it waits a few services', () => {
  const line = new Bench(new Semaphore('slots', 100))
  const lane = line.lane(new Semaphore('crm', 2))
  line.add(outerCall(line).nest(), lane, ...names('inner', 1_000))
  line.add(new Share(), lane, 'beside')
  assert.ok(servicesUntil(line, 'beside') <= 1)
})

test('on a permit that a call around 1,000 calls holds, a call beside it waits until that ends, and no longer', () => {
  const line = new Bench(new Semaphore('slots', 100))
  const crm = new Semaphore('crm', 1)
  const outer = outerCall(line, crm)
  line.add(outer.nest(), line.lane(crm), ...names('inner', 1_000))
  line.add(new Share(), line.lane(crm), 'beside')
  assert.equal(servicesUntil(line, 'beside'), 999)
})

test('inner turns, made one after another or all at once, keep nobody waiting for longer than one does', () => {
  const line = new Bench(new Semaphore('slots', 1))
  const outer = outerCall(line)
  line.add(outer.nest(), line.lane(), 'inner')
  line.add(new Share(), line.lane(), 'beside')
  let turns = 1
  // Its next turn begins whenever the call has a result, as a sub-agent's does.
  while (!line.started.includes('beside')) {
    line.end()
    if (!outer.waits && line.running.has(outer)) line.add(outer.nest(), line.lane(), 'inner')
    turns += 1
    assert.ok(turns <= 4, `${turns} turns went before`)
  }

  const other = new Bench(new Semaphore('slots', 1))
  const around = outerCall(other)
  other.add(around.nest(), other.lane(), 'inner')
  for (let turn = 0; turn < 500; turn += 1) other.enqueue('inner', around.nest(), other.lane())
  other.add(new Share(), other.lane(), 'came later')
  for (let turn = 0; turn < 500; turn += 1) other.enqueue('inner', around.nest(), other.lane())
  // By the order in which the turns came.
  const before = servicesUntil(other, 'came later')
  assert.ok(before >= 499 && before <= 501, `${before}`)
})

test('what has begun ends before more begins: a first inner turn comes in where its call was served', () => {
  const line = new Bench(new Semaphore('slots', 1))
  const outer = outerCall(line)
  for (const name of names('other', 50)) line.add(new Share(), line.lane(), name)
  line.add(outer.nest(), line.lane(), 'inner')
  assert.equal(line.started.at(-1), 'inner')
})

test('an inner turn whose calls come later comes in again like any other', () => {
  const line = new Bench(new Semaphore('slots', 1))
  const outer = outerCall(line)
  const inner = outer.nest()
  line.add(inner, line.lane(), 'inner1')
  line.add(new Share(), line.lane(), 'other1', 'other2')
  line.add(inner, line.lane(), 'inner2')
  line.endAll()
  assert.deepEqual(line.started.slice(1), ['inner1', 'other1', 'inner2', 'other2'])
})

test('a turn inside a call of another engine comes in by when it was served there', () => {
  const elsewhere = new Bench(new Semaphore('slots', 1))
  const line = new Bench(new Semaphore('slots', 1))
  // The other engine has served many more, or many fewer.
  for (const busy of [elsewhere, line]) {
    busy.add(new Share(), busy.lane(), ...names('past', 1_000))
    busy.endAll()
  }
  line.add(new Share(), line.lane(), 'busy')
  line.add(new Share(), line.lane(), 'before')
  const outer = outerCall(elsewhere)
  line.enqueue('after', new Share(), line.lane())
  line.enqueue('inner', outer.nest(), line.lane())
  line.endAll()
  assert.deepEqual(line.started.slice(-4), ['busy', 'before', 'inner', 'after'])
})

test('what comes back goes before 800 siblings, and among its like in the order in which it came', () => {
  const line = new Bench(new Semaphore('slots', 2))
  const share = new Share()
  const lane = line.lane()
  line.add(share, lane, ...names('sibling', 800))
  const [first, second] = [...line.running]
  line.retry(first as Call)
  line.retry(second as Call)
  assert.deepEqual(line.started.slice(2), ['sibling1 again', 'sibling2 again'])

  line.enqueue('third again', share, lane, true)
  line.enqueue('fourth again', share, lane, true)
  line.enqueue('fifth again', share, lane, true)
  line.end()
  line.end()
  line.end()
  line.end()
  assert.deepEqual(line.started.slice(4), [
    'third again',
    'fourth again',
    'fifth again',
    'sibling3',
  ])
})

test('those that come back keep their order when one of them is called off', () => {
  for (const off of [0, 1, 2]) {
    const line = new Bench(new Semaphore('slots', 1))
    const [share, lane] = [new Share(), line.lane()]
    line.add(share, lane, 'busy', 'sibling')
    const back = names('back', 3).map((name) => line.enqueue(name, share, lane, true))
    line.remove(back[off] as Call)
    line.enqueue('back4', share, lane, true)
    line.endAll()
    const expected = ['busy', ...names('back', 4).filter((_, index) => index !== off), 'sibling']
    assert.deepEqual(line.started, expected)
  }
})

test('what comes back goes before its siblings under other limits, too', () => {
  const line = new Bench(new Semaphore('slots', 1))
  const share = new Share()
  const crm = line.lane(new Semaphore('crm', 5))
  const [busy] = line.add(share, crm, 'call')
  line.add(share, line.lane(), ...names('sibling', 800))
  line.retry(busy as Call)
  assert.equal(line.started.at(-1), 'call again')
})

test('what comes back goes before its siblings, not before other turns', () => {
  const line = new Bench(new Semaphore('slots', 1))
  const [share, lane] = [new Share(), line.lane()]
  const [call] = line.add(share, lane, 'call', ...names('sibling', 10))
  line.add(new Share(), lane, 'other')
  line.retry(line.retry(call as Call))
  line.endAll()
  assert.deepEqual(line.started.slice(1, 5), [
    'call again',
    'other',
    'call again again',
    'sibling1',
  ])
})

test('a call that waited inside goes before 800 siblings when it comes back', () => {
  const line = new Bench(new Semaphore('slots', 1))
  const share = new Share()
  const [outer] = line.add(share, line.lane(), 'outer')
  line.add(share, line.lane(), ...names('sibling', 800))
  const limited = line.lane(new Semaphore('closed', 0))
  // It is in line for a limit, so that its slot is a sibling's when it is called off.
  const [inner] = line.add((outer as Call).nest(), limited, 'inner')
  assert.deepEqual(line.working, ['sibling1'])
  line.remove(inner as Call)
  line.end()
  assert.deepEqual(line.working, ['outer'])
})

test('a call that waits for one and the same slot as 20 other turns gets its part of it', () => {
  const line = new Bench(new Semaphore('slots', 1))
  const outer = outerCall(line)
  for (let turn = 0; turn < 20; turn += 1) line.add(new Share(), line.lane(), ...names('other', 50))
  line.add(outer.nest(), line.lane(), ...names('inner', 50))
  for (let ended = 0; ended < 209; ended += 1) line.end()
  const inner = line.started.filter((name) => name.startsWith('inner')).length
  assert.ok(inner >= 10 && inner <= 11, `${inner} of 210`)
})
