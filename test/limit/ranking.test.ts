import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { Share, type Lane } from '../../src/limit/lane.ts'
import { Semaphore } from '../../src/limit/semaphore.ts'
import { Bench, names, type Call } from './harness.ts'

/** One slot, which is taken, and a turn whose paths stand in the names: `5 a` has 5. */
function ranked(slots = 1): { bench: Bench; share: Share; asked: () => number } {
  const bench = new Bench(new Semaphore('slots', slots))
  const share = new Share()
  let asked = 0
  share.ranking = {
    get isDue() {
      asked += 1
      return true
    },
    update() {
      for (const call of bench.limiter.inLine() as Call[]) call.pathMs = pathIn(call.name)
    },
  }
  return { bench, share, asked: () => asked }
}

const pathIn = (name: string): number => Number.parseInt(name, 10)

function line(bench: Bench, share: Share, lane: Lane, all: readonly string[]): void {
  for (const name of all) bench.enqueue(name, share, lane)
}

test('of one turn the longest path starts first, and of equal ones the first comer', () => {
  const { bench, share } = ranked()
  line(bench, share, bench.lane(), ['1 a', '5 b', '3 c', '5 d', '1 e', '9 f'])
  bench.limiter.pump()
  bench.endAll()
  assert.deepEqual(bench.started, ['9 f', '5 b', '5 d', '3 c', '1 a', '1 e'])
})

test('over its limits, too', () => {
  const { bench, share } = ranked()
  line(bench, share, bench.lane(), ['1 a', '5 b'])
  line(bench, share, bench.lane(new Semaphore('crm', 1)), ['2 c', '9 d'])
  bench.limiter.pump()
  bench.endAll()
  assert.deepEqual(bench.started, ['9 d', '5 b', '2 c', '1 a'])
})

test('what comes back goes before what is new, whatever its path', () => {
  const { bench, share } = ranked()
  const lane = bench.lane()
  line(bench, share, lane, ['1 a', '1 b'])
  bench.limiter.pump()
  const [a] = bench.running
  line(bench, share, lane, ['9 c'])
  bench.retry(a as Call)
  bench.endAll()
  assert.deepEqual(bench.started, ['1 a', '1 a again', '9 c', '1 b'])
})

test('also if what is new needs another limit', () => {
  const { bench, share } = ranked()
  const [lane, other] = [bench.lane(), bench.lane(new Semaphore('crm', 1))]
  line(bench, share, lane, ['1 a', '2 b'])
  bench.limiter.pump()
  line(bench, share, other, ['9 c'])
  bench.retry([...bench.running][0] as Call)
  assert.deepEqual(bench.started, ['2 b', '2 b again'])
})

test('between turns paths count for nothing', () => {
  const { bench, share } = ranked()
  const lane = bench.lane()
  line(bench, share, lane, ['90 a', '91 b', '92 c'])
  line(bench, new Share(), lane, ['1 x', '2 y'])
  bench.limiter.pump()
  bench.endAll()
  assert.deepEqual(bench.started, ['92 c', '1 x', '91 b', '2 y', '90 a'])
})

test('a turn without paths is served first come first, and one with a single call is not asked', () => {
  const { bench, share, asked } = ranked()
  const plain = new Share()
  line(bench, plain, bench.lane(), ['1 a', '9 b', '5 c'])
  bench.limiter.pump()
  line(bench, share, bench.lane(), ['7 alone'])
  bench.endAll()
  assert.deepEqual(
    bench.started.filter((name) => name !== '7 alone'),
    ['1 a', '9 b', '5 c'],
  )
  assert.ok(asked() > 0)
  let updates = 0
  share.ranking = { isDue: true, update: () => (updates += 1) }
  bench.add(share, bench.lane(), '7 alone again')
  bench.endAll()
  assert.equal(updates, 0)
})

test('as calls come and go, the next is the one with the longest path', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat({ max: 20 }), fc.constant('end' as const))), (steps) => {
      const { bench, share } = ranked()
      const lane = bench.lane()
      const waiting: string[] = []
      bench.add(new Share(), lane, 'first')
      for (const [index, step] of steps.entries()) {
        if (step !== 'end') {
          const name = `${step} of ${index}`
          waiting.push(name)
          line(bench, share, lane, [name])
          continue
        }
        bench.end()
        const next = waiting.toSorted((a, b) => pathIn(b) - pathIn(a))[0]
        if (next === undefined) bench.add(new Share(), lane, 'next')
        else {
          waiting.splice(waiting.indexOf(next), 1)
          assert.equal(bench.started.at(-1), next)
        }
      }
    }),
  )
})

test('who comes with the longest path starts next, and with the shortest last, however long the line', () => {
  const { bench, share } = ranked()
  const lane = bench.lane()
  bench.add(new Share(), lane, 'first')
  line(bench, share, lane, names('5 of ', 500))
  bench.end()
  share.ranking = { isDue: false, update() {} }
  for (const name of ['1 short', '9 long']) bench.enqueue(name, share, lane, false, pathIn(name))
  bench.end()
  assert.equal(bench.started.at(-1), '9 long')
  bench.endAll()
  assert.equal(bench.started.at(-1), '1 short')
})
