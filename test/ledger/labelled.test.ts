import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { fieldFile, readers } from '../../bench/ledger/runs.ts'
import {
  boundsOf,
  halvesOf,
  judgedPairs,
  scoreOf,
  type JudgedPair,
} from '../../bench/ledger/score.ts'
import { missing } from '../bench/missing.ts'

const skip = Object.keys(readers)
  .map((file) => missing(fieldFile(file)))
  .find((reason) => reason !== false)

describe('the ledger, on pairs of turns that two readers labelled', { skip: skip ?? false }, () => {
  let pairs: readonly JudgedPair[] = []
  before(() => {
    pairs = judgedPairs()
  })

  it('is right where it says yes, and says it often enough', () => {
    const { tuned, kept } = halvesOf(pairs)
    for (const half of [pairs, tuned, kept]) {
      const { precision, recall } = boundsOf(scoreOf(half))
      assert.ok(precision >= 0.9, `precision ${precision}`)
      assert.ok(recall >= 0.4, `recall ${recall}`)
    }
  })

  it('says no to hardly any that could have been one message, and to most that could not', () => {
    const { tuned, kept } = halvesOf(pairs)
    for (const half of [pairs, tuned, kept]) {
      const score = scoreOf(half)
      assert.ok(boundsOf(score).upperRecall >= 0.95, `recall of the upper bound ${score.lost}`)
      // A bound that leaves nothing out would say nothing.
      assert.ok(score.no >= (score.pairs - score.mergeable) / 2, `${score.no} judged no`)
    }
  })
})
