import assert from 'node:assert/strict'
import { it } from 'node:test'
import {
  notFirst,
  ratioTo,
  type Compared,
} from '../../../../bench/peers/report/sections/cheapest.ts'

const column = (own: number | undefined, ...peers: (number | undefined)[]): Compared => ({
  place: 'at 10 calls',
  own: [{ label: 'Zod', value: own }],
  peers: peers.map((value, index) => ({ label: `peer ${index}`, value })),
})
const said = (...columns: Compared[]): readonly string[] =>
  notFirst([{ title: 'Anthropic, whole', columns }])

it('the ratio is to the cheapest peer that was measured', () => {
  assert.equal(ratioTo(3, column(3, 2, 6, undefined).peers), 1.5)
  assert.equal(ratioTo(undefined, column(3, 2).peers), undefined)
  assert.equal(ratioTo(3, column(3, undefined).peers), undefined)
})

it('every cell in which Fanfold is not the cheapest is named', () => {
  assert.deepEqual(said(column(1, 2, 3), column(3, 6, 2)), [
    'Fanfold is not the cheapest in 1 of 2 cells:',
    '',
    '- Anthropic, whole, at 10 calls: peer 1 comes before Zod (1.50x).',
  ])
})

it('says so where there is none, and where nothing was measured', () => {
  assert.deepEqual(said(column(1, 2), column(2, 2)), ['Fanfold is the cheapest in all 2 cells.'])
  assert.deepEqual(said(column(undefined, 2)), ['Nothing here is measured beside a peer.'])
})
