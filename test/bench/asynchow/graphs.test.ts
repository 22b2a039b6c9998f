import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { toGraph } from '../../../bench/asynchow/graphs.ts'

describe('reading a graph', () => {
  it('puts every task after those that it needs', () => {
    const graph = toGraph({
      id: 'g',
      edges: [
        ['2', '1'],
        ['3', '2'],
      ],
      durations_s: { 1: 5, 2: 0, 3: 7 },
    })
    assert.deepEqual(graph.tasks, [
      { id: '3', seconds: 7, needs: [] },
      { id: '2', seconds: 0, needs: ['3'] },
      { id: '1', seconds: 5, needs: ['2'] },
    ])
  })

  it('says so where that cannot be', () => {
    const durations_s = { 1: 1, 2: 1 }
    const message = 'Expected g to have no cycle, and edges between its tasks only.'
    assert.throws(
      () =>
        toGraph({
          id: 'g',
          edges: [
            ['1', '2'],
            ['2', '1'],
          ],
          durations_s,
        }),
      { message },
    )
    assert.throws(() => toGraph({ id: 'g', edges: [['9', '2']], durations_s }), { message })
  })
})
