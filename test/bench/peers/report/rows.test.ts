import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Cell, Contestant } from '../../../../bench/peers/contest.ts'
import { figure, ratio, worstRatio } from '../../../../bench/peers/report/column.ts'
import type { Stored } from '../../../../bench/peers/report/results.ts'
import { rowsOf } from '../../../../bench/peers/report/rows.ts'

const contestant = (name: string): Contestant => ({
  name,
  label: name.toUpperCase(),
  package: undefined,
  apis: ['anthropic'],
  lacks: [],
  prepare: async () => async () => ({ text: '' }),
})
const stored = (cell: Cell): Stored => ({ cell, version: null, quick: false, load: 0 })
const measured = (figures: Record<string, number | string | null>): Stored =>
  stored({ kind: 'measured', figures })

describe('the rows of a table', () => {
  const columns = [
    figure('ms', 'ms'),
    ratio('of the floor', 'ms'),
    worstRatio('worst', ['ms', 'us'], 2),
  ]
  const all = ['floor', 'fast', 'absent', 'broken', 'unable'].map(contestant)

  it('have a contestant each, with ratios to the floor', () => {
    const cells = { floor: measured({ ms: 100, us: 2 }), fast: measured({ ms: 150, us: 9 }) }
    const [, , ...rows] = rowsOf({ columns }, all, cells)
    assert.deepEqual(rows, ['| FLOOR | 100 | 1.0x | 1.00x |', '| FAST | 150 | 1.5x | 4.50x |'])
  })

  it('say why there are no figures', () => {
    const cells = {
      broken: stored({ kind: 'failed', error: 'a|b\nc' }),
      unable: stored({ kind: 'lacks', why: 'no such thing' }),
    }
    const [, , ...rows] = rowsOf({ columns }, all, cells)
    assert.deepEqual(rows, [
      '| BROKEN | did not run: a\\|b c | – | – |',
      '| UNABLE | no such thing | – | – |',
    ])
  })

  it('have a dash for a figure that is not there, and the error for one that is text', () => {
    const cells = { floor: measured({ ms: 1 }), fast: measured({ ms: null, us: 'a|b' }) }
    const both = [...columns, figure('us', 'us')]
    const [, , , row] = rowsOf({ columns: both }, all, cells)
    assert.equal(row, '| FAST | – | – | – | a\\|b |')
  })
})
