import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Semaphore } from '../../src/limit/semaphore.ts'
import { Share } from '../../src/limit/lane.ts'
import { names, type Call } from './harness.ts'
import { bench, endAllAndCheck, start } from './nested.ts'

test('a call that waits for calls inside it holds no slot', () => {
  const line = bench(2)
  const outer = start(line, new Share(), line.lane(), 'outer')
  line.add(outer.nest(), line.lane(), ...names('inner', 5))
  assert.deepEqual(line.working, ['inner1', 'inner2'])
  assert.equal(line.slots.taken, 2)
  for (let ended = 0; ended < 5; ended += 1) line.end()
  assert.deepEqual(line.working, ['outer'])
  endAllAndCheck(line)
})

test('turns inside turns run at a concurrency of 1, one call at a time', () => {
  const line = bench(1)
  let outermost = start(line, new Share(), line.lane(), 'call')
  for (let depth = 0; depth < 20; depth += 1) {
    outermost = start(line, outermost.nest(), line.lane(), 'call')
    assert.deepEqual([line.working.length, line.slots.taken], [1, 1])
  }
  line.add(outermost.nest(), line.lane(), 'first', 'second')
  assert.deepEqual(line.working, ['first'])
  endAllAndCheck(line)
})

test('a call works again as soon as the last call inside it ends or is called off', () => {
  const line = bench(2)
  const outer = start(line, new Share(), line.lane(), 'outer')
  const [, , third] = line.add(outer.nest(), line.lane(), ...names('inner', 3))
  line.remove(third as Call)
  line.end()
  assert.deepEqual(line.working, ['inner2'])
  line.end()
  assert.deepEqual(line.working, ['outer'])
  start(line, outer.nest(), line.lane(), 'again')
  assert.deepEqual(line.working, ['again'])
  endAllAndCheck(line)
})

test('a call lends its named limits to those inside it, at any depth', () => {
  const line = bench(4)
  const crm = new Semaphore('crm', 1)
  const outer = start(line, new Share(), line.lane(crm), 'outer')
  const middle = start(line, outer.nest(), line.lane(), 'middle')
  start(line, middle.nest(), line.lane(crm), 'inner')
  assert.deepEqual([line.working, crm.taken], [['inner'], 1])
  endAllAndCheck(line, crm)
})

test('loans are lent on', () => {
  const line = bench(1)
  const crm = new Semaphore('crm', 1)
  let call = start(line, new Share(), line.lane(crm), 'call')
  for (let depth = 0; depth < 20; depth += 1) {
    call = start(line, call.nest(), line.lane(crm), 'call')
    assert.deepEqual([line.working.length, crm.taken], [1, 1])
  }
  endAllAndCheck(line, crm)
})

test('a permit is lent to one call at a time', () => {
  const line = bench(9)
  const crm = new Semaphore('crm', 1)
  const outer = start(line, new Share(), line.lane(crm), 'outer')
  const [one, two] = line.add(outer.nest(), line.lane(), 'one', 'two')
  const inOne = start(line, (one as Call).nest(), line.lane(crm), 'in one')
  line.add((two as Call).nest(), line.lane(crm), 'in two')
  assert.deepEqual(line.working, ['in one'])
  line.end(inOne)
  assert.deepEqual(line.working, ['one', 'in two'])
  endAllAndCheck(line, crm)
})

test('those inside use free permits beside the one on loan', () => {
  const line = bench(9)
  const crm = new Semaphore('crm', 3)
  const outer = start(line, new Share(), line.lane(crm), 'outer')
  line.add(outer.nest(), line.lane(crm), ...names('inner', 5))
  assert.equal(line.working.length, 3)
  assert.equal(crm.taken, 3)
  endAllAndCheck(line, crm)
})

test('a call that works lends nothing', () => {
  const line = bench(4)
  const crm = new Semaphore('crm', 1)
  const outer = start(line, new Share(), line.lane(crm), 'outer')
  const inner = start(line, outer.nest(), line.lane(), 'inner')
  line.end(inner)
  line.add(new Share(), line.lane(crm), 'other')
  assert.deepEqual(line.working, ['outer'])
})

test('nobody gets a loan but those whom the lender waits for', () => {
  const line = bench(4)
  const crm = new Semaphore('crm', 1)
  const outer = start(line, new Share(), line.lane(crm), 'outer')
  start(line, outer.nest(), line.lane(), 'inner')
  line.add(new Share(), line.lane(crm), 'stranger')
  const other = start(line, new Share(), line.lane(), 'other')
  line.add(other.nest(), line.lane(crm), "another's inner")
  assert.deepEqual(line.working, ['inner'])
  endAllAndCheck(line, crm)
})

test('of those who wait for one loan, turns take turns', () => {
  const line = bench(9)
  const crm = new Semaphore('crm', 1)
  const lane = line.lane(crm)
  const stranger = new Share()
  line.add(stranger, lane, 'stranger')
  line.endAll()
  const outer = start(line, new Share(), lane, 'outer')
  line.add(stranger, lane, ...names('stranger', 100))
  line.add(outer.nest(), lane, ...names('a', 9))
  line.add(outer.nest(), lane, 'b')
  line.add(outer.nest(), lane, 'c')
  for (let ended = 0; ended < 4; ended += 1) line.end()
  assert.deepEqual(line.started.slice(2), ['a1', 'b', 'a2', 'c', 'a3'])
})

test('a permit passes to its borrower when the lender ends first', () => {
  const line = bench(1)
  const crm = new Semaphore('crm', 1)
  const lane = line.lane(crm)
  const outer = start(line, new Share(), lane, 'outer')
  const inner = start(line, outer.nest(), lane, 'inner')
  line.add(new Share(), lane, 'other')
  line.end(outer)
  assert.deepEqual([line.working, crm.taken], [['inner'], 1])
  line.end(inner)
  assert.deepEqual(line.working, ['other'])
  endAllAndCheck(line, crm)
})

test('when the middle of three ends first, the outermost lends to the innermost', () => {
  const line = bench(1)
  const crm = new Semaphore('crm', 1)
  const lane = line.lane(crm)
  const outer = start(line, new Share(), lane, 'outer')
  const middle = start(line, outer.nest(), lane, 'middle')
  const inner = start(line, middle.nest(), lane, 'inner')
  line.add(outer.nest(), lane, 'next')
  line.end(middle)
  assert.deepEqual(line.working, ['inner'])
  line.end(inner)
  assert.deepEqual([line.working, crm.taken], [['next'], 1])
  endAllAndCheck(line, crm)
})

test('a call does not work on a permit before its borrower has ended', () => {
  const line = bench(4)
  const crm = new Semaphore('crm', 1)
  const outer = start(line, new Share(), line.lane(crm), 'outer')
  const middle = start(line, outer.nest(), line.lane(), 'middle')
  const inner = start(line, middle.nest(), line.lane(crm), 'inner')
  // It has returned, although what it began runs on.
  line.end(middle)
  assert.deepEqual(line.working, ['inner'])
  line.end(inner)
  assert.deepEqual(line.working, ['outer'])
  endAllAndCheck(line, crm)
})
