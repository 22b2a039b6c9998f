import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { evaluate } from '../../../bench/asynchow/evaluate.ts'
import { readGraphs, toGraph } from '../../../bench/asynchow/graphs.ts'
import { criticalPathOf, longestPathFirst } from '../../../bench/asynchow/measures.ts'
import { runGraph } from '../../../bench/asynchow/run-graph.ts'
import { dataFolder } from '../../../bench/shared-data.ts'
import { missing } from '../missing.ts'

/** a (1) before b (10), and c (8) before d (1): a barrier puts b after c. */
const pairs = toGraph({
  id: 'pairs',
  edges: [
    ['a', 'b'],
    ['c', 'd'],
  ],
  durations_s: { a: 1, b: 10, c: 8, d: 1 },
})

describe('running a graph as a plan', () => {
  it('takes as long as its critical path, with no barrier', async () => {
    assert.equal(await runGraph(pairs, Infinity), 11)
  })

  it('takes as long as its work, one at a time', async () => {
    assert.equal(await runGraph(pairs, 1), 20)
  })

  it('starts the longest first, once it is known how long they take', async () => {
    const graph = toGraph({ id: 'three', edges: [], durations_s: { a: 1, b: 1, c: 3 } })
    assert.equal(await runGraph(graph, 2), 4)
    assert.equal(await runGraph(graph, 2, 2), 3)
  })

  it('is set against barriers, bounds and the best schedule', async () => {
    const totals = await evaluate([pairs])
    assert.equal(totals.graphs, 1)
    assert.equal(totals.worstOverCriticalPath, 1)
    assert.deepEqual(totals.barriers, { worst: 18 / 11, geomean: 18 / 11, share: 1 })
    assert.equal(totals.atTwo.worst, 1)
    assert.equal(totals.atFour.longestPathFirst.worst, 1)
  })
})

const file = join(dataFolder, 'asynchow', 'dags.jsonl')
it(
  'every tenth graph of AsyncHow takes as long as its critical path',
  { skip: missing(file) },
  async () => {
    const graphs = readGraphs(file).filter((_, index) => index % 10 === 0)
    assert.ok(graphs.length > 0)
    for (const graph of graphs)
      assert.equal(await runGraph(graph, Infinity), criticalPathOf(graph), graph.id)
  },
)

it(
  'every tenth graph of AsyncHow is scheduled as well as a list schedule that is told all in advance',
  { skip: missing(file) },
  async () => {
    for (const graph of readGraphs(file).filter((_, index) => index % 10 === 0))
      for (const atOnce of [2, 4])
        assert.equal(await runGraph(graph, atOnce, 2), longestPathFirst(graph, atOnce), graph.id)
  },
)
