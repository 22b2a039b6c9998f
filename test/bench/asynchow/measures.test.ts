import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { toGraph } from '../../../bench/asynchow/graphs.ts'
import {
  barrierTimeOf,
  boundOf,
  criticalPathOf,
  longestPathFirst,
  workOf,
} from '../../../bench/asynchow/measures.ts'
import { optimumOf } from '../../../bench/asynchow/optimum.ts'

/** a (1) before b (10), and c (8) before d (1): a barrier puts b after c. */
const pairs = toGraph({
  id: 'pairs',
  edges: [
    ['a', 'b'],
    ['c', 'd'],
  ],
  durations_s: { a: 1, b: 10, c: 8, d: 1 },
})

describe('the measures of a graph', () => {
  it('are what they are by hand', () => {
    assert.equal(workOf(pairs), 20)
    assert.equal(criticalPathOf(pairs), 11)
    assert.equal(barrierTimeOf(pairs), 18)
    assert.equal(boundOf(pairs, 1), 20)
    assert.equal(boundOf(pairs, 2), 11)
  })

  it('are nothing for a graph without tasks', () => {
    const none = toGraph({ id: 'none', edges: [], durations_s: {} })
    assert.deepEqual(
      [workOf, criticalPathOf, barrierTimeOf].map((of) => of(none)),
      [0, 0, 0],
    )
    assert.equal(optimumOf(none, 2), 0)
  })
})

describe('a schedule on few machines', () => {
  it('starts the longest chain first', () => {
    const last = toGraph({ id: 'last', edges: [], durations_s: { a: 1, b: 1, c: 2 } })
    assert.equal(longestPathFirst(last, 2), 2)
    assert.equal(longestPathFirst(pairs, 1), 20)
  })

  it('can be shorter than longest path first finds, and never shorter than the bound', () => {
    const thirds = toGraph({
      id: 'thirds',
      edges: [],
      durations_s: { a: 3, b: 3, c: 2, d: 2, e: 2 },
    })
    assert.equal(boundOf(thirds, 2), 6)
    assert.equal(longestPathFirst(thirds, 2), 7)
    assert.equal(optimumOf(thirds, 2), 6)
  })

  it('may do best to leave a machine idle', () => {
    const graph = toGraph({
      id: 'idle',
      edges: [
        ['a', 'b'],
        ['a', 'c'],
        ['b', 'f'],
        ['c', 'f'],
      ],
      durations_s: { a: 1, b: 10, c: 10, f: 5, d: 5 },
    })
    assert.equal(longestPathFirst(graph, 2), 20)
    assert.equal(optimumOf(graph, 2), 16)
  })

  it('takes all the work one by one on one machine', () => {
    assert.equal(optimumOf(pairs, 1), workOf(pairs))
  })
})
