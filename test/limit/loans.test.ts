import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Gate } from '../../src/limit/gate.ts'
import { Semaphore } from '../../src/limit/semaphore.ts'
import { Share } from '../../src/limit/lane.ts'
import { tool } from '../../src/call/tool.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { sleep } from '../../src/util/clock.ts'
import { Call, names } from './harness.ts'
import { bench, endAllAndCheck, start } from './nested.ts'

test('limits that are crossed by nesting are resolved by a loan, to one of the two', () => {
  const line = bench(4)
  const [crm, web] = [new Semaphore('crm', 1), new Semaphore('web', 1)]
  const a = start(line, new Share(), line.lane(crm), 'a')
  const b = start(line, new Share(), line.lane(web), 'b')
  line.add(a.nest(), line.lane(web), 'in a')
  line.add(b.nest(), line.lane(crm), 'in b')
  assert.deepEqual(line.working, ['in a'])
  assert.deepEqual([crm.taken, web.taken], [1, 1])
  line.end()
  assert.deepEqual(line.working, ['a'])
  line.end()
  assert.deepEqual(line.working, ['in b'])
  endAllAndCheck(line, crm, web)
})

test('limits crossed by any number of calls, in a ring, are resolved', () => {
  const line = bench(7)
  const gates = Array.from({ length: 7 }, (_, index) => new Semaphore(`gate${index}`, 1))
  const calls = gates.map((gate) => start(line, new Share(), line.lane(gate), gate.name))
  for (const [index, call] of calls.entries())
    line.add(call.nest(), line.lane(gates[(index + 3) % 7] as Gate), `in ${call.name}`)
  endAllAndCheck(line, ...gates)
  assert.equal(line.started.length, 14)
})

test('all lenders of a call are found before the first lends', () => {
  const line = bench(2)
  const crm = new Semaphore('crm', 1)
  const a = start(line, new Share(), line.lane(), 'a')
  const b = start(line, new Share(), line.lane(crm), 'b')
  start(line, a.nest(), line.lane(), 'in a')
  line.add(a.nest(), line.lane(crm), 'waits for b')
  const inB = start(line, b.nest(), line.lane(), 'in b')
  line.add(inB.nest(), line.lane(crm), 'deep in b')
  while (line.working.length > 0) {
    assert.ok(line.slots.taken <= 2 && crm.taken <= 1)
    line.end()
  }
  endAllAndCheck(line, crm)
})

test('who waits inside holds no slot, and has it again before what is new', () => {
  const line = bench(1)
  const outer = start(line, new Share(), line.lane(), 'outer')
  const inner = start(line, outer.nest(), line.lane(), 'inner')
  const innermost = start(line, inner.nest(), line.lane(), 'innermost')
  line.add(new Share(), line.lane(), 'other')
  assert.deepEqual([line.working, line.slots.taken], [['innermost'], 1])
  line.end(innermost)
  assert.deepEqual(line.working, ['inner'])
  line.end(inner)
  assert.deepEqual([line.working, line.slots.taken], [['outer'], 1])
  endAllAndCheck(line)
})

test('a call lends to whom it waits for through others, and no limit has more at work for it', () => {
  const line = bench(5)
  const [crm, web] = [new Semaphore('crm', 2), new Semaphore('web', 1)]
  const a = start(line, new Share(), line.lane(crm), 'a')
  const b = start(line, new Share(), line.lane(web), 'b')
  start(line, new Share(), line.lane(crm), 'busy')
  line.add(a.nest(), line.lane(web), 'in a')
  line.add(b.nest(), line.lane(crm), 'in b')
  assert.deepEqual([line.working, crm.taken], [['busy', 'in b'], 2])
  endAllAndCheck(line, crm, web)
})

test('who comes back does not wait for one at work on its permit while another permit is free', () => {
  for (const left of [1, 2]) {
    const line = bench(4)
    const crm = new Semaphore('crm', 2)
    const a = start(line, new Share(), line.lane(crm), 'a')
    const inA = start(line, a.nest(), line.lane(crm), 'in a')
    const deep = start(line, inA.nest(), line.lane(crm), 'deep in a')
    // Nothing waits inside the deepest, or somebody on its permit, too.
    if (left === 2) start(line, deep.nest(), line.lane(crm), 'deeper')
    assert.equal(crm.taken, 2)
    line.end(inA)
    assert.deepEqual(line.working, ['a', left === 1 ? 'deep in a' : 'deeper'])
    assert.equal(crm.taken, 2)
    endAllAndCheck(line, crm)
  }
})

test('a rate is spent by each call, and not lent', () => {
  let tokens = 1
  const rate: Gate = {
    name: 'rate',
    held: false,
    taken: 0,
    ready: () => tokens > 0,
    take: () => void (tokens -= 1),
    give() {},
  }
  const line = bench(4)
  const outer = start(line, new Share(), line.lane(rate), 'outer')
  line.add(outer.nest(), line.lane(rate), 'inner')
  assert.deepEqual(line.working, [])
  tokens = 1
  line.limiter.pump()
  assert.deepEqual(line.working, ['inner'])
  assert.equal(tokens, 0)
  endAllAndCheck(line)
})

test('who may borrow is looked for from the lenders: a long line is not asked', () => {
  const line = bench(100)
  const crm = new Semaphore('crm', 12)
  const lane = line.lane(crm)
  for (const name of names('outer', 10)) {
    const outer = start(line, new Share(), lane, name)
    start(line, outer.nest(), line.lane(), `in ${name}`)
  }
  line.add(new Share(), lane, ...names('busy', 2), ...names('stranger', 10_000))
  const before = line.questions
  const busy = [...line.running].find(({ name }) => name === 'busy1')
  line.end(busy)
  assert.equal(line.started.at(-1), 'stranger1')
  // Of each lender those inside it, and as many of the line, with the doubt whether others could borrow and without.
  const questions = line.questions - before
  assert.ok(questions <= 10 * 20 * 4, `${questions} questions`)
})

test('those inside a call that has ended are found in a long line, for what a call around it lends', () => {
  const line = bench(100)
  const [crm, web] = [new Semaphore('crm', 1), new Semaphore('web', 1)]
  const lane = line.lane(crm)
  line.add(new Share(), line.lane(web), 'busy')
  const outer = start(line, new Share(), lane, 'outer')
  line.add(new Share(), lane, ...names('stranger', 1_000))
  start(line, outer.nest(), line.lane(), 'in outer')
  const middle = start(line, outer.nest(), line.lane(), 'middle')
  const left = middle.nest()
  line.add(left, line.lane(web), 'waits')
  line.end(middle)
  assert.deepEqual(line.working, ['busy', 'in outer'])
  line.add(left, lane, 'left behind')
  assert.deepEqual(line.working, ['busy', 'in outer', 'left behind'])
  endAllAndCheck(line, crm, web)
})

test('those who hold what keeps a call back, and wait themselves, are named', () => {
  const line = bench(4)
  const crm = new Semaphore('crm', 2)
  const lane = line.lane(crm)
  const outer = start(line, new Share(), lane, 'outer')
  const second = start(line, new Share(), lane, 'second')
  const [waits] = line.add(new Share(), lane, 'waits')
  start(line, outer.nest(), line.lane(), 'in outer')
  const named = (): unknown => [...line.limiter.waitingHolders(waits as Call)]
  assert.deepEqual(named(), [])
  start(line, second.nest(), line.lane(), 'in second')
  assert.deepEqual(named(), [[outer, second]])
  const borrower = start(line, outer.nest(), lane, 'borrower')
  assert.deepEqual(named(), [])
  start(line, borrower.nest(), line.lane(), 'in borrower')
  assert.deepEqual(named(), [[second, borrower]])
})

test('what a call held is free for all once it has ended, and its next attempt lends anew', () => {
  const line = bench(4)
  const crm = new Semaphore('crm', 1)
  const outer = start(line, new Share(), line.lane(crm), 'outer')
  const inside = outer.nest()
  const inner = start(line, inside, line.lane(crm), 'inner')
  line.end(inner)
  const again = line.retry(outer)
  assert.deepEqual([line.working, crm.taken], [['outer again'], 1])
  line.add(inside, line.lane(crm), 'of the first attempt')
  assert.deepEqual(line.working, ['outer again'])
  start(line, again.nest(), line.lane(crm), 'of the second attempt')
  assert.deepEqual([line.working, crm.taken], [['of the second attempt'], 1])
  endAllAndCheck(line, crm)
})

test('how long a call waited for calls inside it is no sample for an adaptive limit; that it was dropped is one', async () => {
  for (const [fails, expected] of [
    [false, 4],
    [true, 3],
  ] as const) {
    const clock = virtualClock()
    let running = 0
    let most = 0
    const work = tool({
      name: 'work',
      execute: async () => {
        running += 1
        most = Math.max(most, running)
        await sleep(clock, 10)
        running -= 1
      },
    })
    const plain = createEngine({ tools: [work], clock })
    const outer = tool({
      name: 'outer',
      limit: 'crm',
      execute: async () => {
        await plain.execute([{ id: 'i', name: 'work', input: {} }])
        await sleep(clock, 1_000)
        if (fails) throw Object.assign(new Error('busy'), { status: 503 })
      },
    })
    const limited = tool({ name: 'limited', limit: 'crm', execute: work.execute as never })
    const concurrency = { algorithm: 'aimd', initial: 4, slowMs: 500 } as const
    const engine = createEngine({
      tools: [outer, limited],
      clock,
      limits: { crm: { concurrency } },
    })
    await clock.run(engine.execute([{ id: 'o', name: 'outer', input: {} }]))
    most = 0
    const calls = Array.from({ length: 4 }, (_, index) => ({
      id: `c${index}`,
      name: 'limited',
      input: {},
    }))
    void engine.execute(calls)
    await clock.advance(1)
    assert.equal(most, expected)
    await clock.runUntilIdle()
  }
})
