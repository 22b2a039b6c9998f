import assert from 'node:assert/strict'
import { test } from 'node:test'
import { criticalPathMs } from '../../../../bench/peers/suites/safety/critical-path.ts'
import { TurnWatch } from '../../../../bench/peers/suites/safety/turn-watch.ts'

test('a pair is broken if the call that had to be first ends last', () => {
  const watch = new TurnWatch([
    {
      keys: ['a', 'b', 'c'],
      before: [
        [0, 1],
        [0, 2],
      ],
    },
  ])
  const a = watch.start('a', 0)
  const b = watch.start('b', 1)
  const c = watch.start('c', 2)
  b.end(5)
  a.end(10)
  assert.deepEqual(watch.turns, [])
  c.end(12)
  assert.deepEqual(watch.turns, [
    { brokenPairs: 1, workMs: 10 + 4 + 10, wallMs: 12, shortestMs: 20 },
  ])
})

test('turns follow each other, and calls with one key are told apart by who starts first', () => {
  const watch = new TurnWatch([
    { keys: ['a', 'a'], before: [[0, 1]] },
    { keys: ['a'], before: [] },
  ])
  const [first, second] = [watch.start('a', 0), watch.start('a', 1)]
  assert.deepEqual([first.index, second.index], [0, 1])
  first.end(2)
  second.end(3)
  watch.start('a', 4).end(5)
  assert.deepEqual(
    watch.turns.map(({ brokenPairs }) => brokenPairs),
    [0, 0],
  )
  assert.throws(() => watch.start('a', 6), /Expected a call of turn 3/)
})

test('the critical path is the longest chain of pairs', () => {
  assert.equal(criticalPathMs([3, 4, 5], []), 5)
  assert.equal(
    criticalPathMs(
      [3, 4, 5],
      [
        [0, 1],
        [0, 2],
      ],
    ),
    8,
  )
  assert.equal(
    criticalPathMs(
      [3, 4, 5],
      [
        [0, 1],
        [1, 2],
      ],
    ),
    12,
  )
})
