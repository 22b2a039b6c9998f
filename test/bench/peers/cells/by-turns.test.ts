import assert from 'node:assert/strict'
import { it } from 'node:test'
import { figuresOf, rotated } from '../../../../bench/peers/cells/by-turns.ts'
import type { Cell } from '../../../../bench/peers/contest.ts'

const part = { contestant: 'floor', part: 'anthropic.whole' }
const measured = (figures: Record<string, number | string | null>): Cell => ({
  kind: 'measured',
  figures,
})

it('each begins once a lap, and every second lap goes the other way round', () => {
  const rounds = [0, 1, 2, 3, 4, 5].map((round) => rotated(['a', 'b', 'c'], round).join(''))
  assert.deepEqual(rounds, ['abc', 'bca', 'cab', 'cba', 'acb', 'bac'])
  assert.deepEqual(rotated([], 3), [])
})

it('the figures of a part are the medians of its processes, under its name', () => {
  const cells = [measured({ us: 9, api: 'x' }), measured({ us: 1 }), measured({ us: 2 })]
  assert.deepEqual(figuresOf(part, cells), {
    'anthropic.whole.us': 2,
    'anthropic.whole.api': null,
  })
})

it('a process that failed makes its part an error', () => {
  const cells: Cell[] = [measured({ us: 1 }), { kind: 'failed', error: 'lost a call' }]
  assert.deepEqual(figuresOf(part, cells), { 'anthropic.whole.error': 'lost a call' })
})
