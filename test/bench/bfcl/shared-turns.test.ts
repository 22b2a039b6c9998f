import assert from 'node:assert/strict'
import { join } from 'node:path'
import { it } from 'node:test'
import { evaluateTurn } from '../../../bench/bfcl/evaluate.ts'
import { readSignatures } from '../../../bench/bfcl/signatures.ts'
import { totalsOf } from '../../../bench/bfcl/totals.ts'
import { readTurns } from '../../../bench/bfcl/turns.ts'
import { dataFolder } from '../../../bench/shared-data.ts'
import { missing } from '../missing.ts'

const file = join(dataFolder, 'bfcl', 'order.jsonl')

it(
  'the multi-turn calls of BFCL keep their order at 1.4 times the speed',
  { skip: missing(file) },
  async () => {
    const draws = 2
    const signatures = readSignatures()
    const outcomes = await Promise.all(
      readTurns(file).map((turn, seed) => evaluateTurn(turn, signatures, { draws, seed })),
    )
    const { violatedPairs, unknownCalls, speedup, turns } = totalsOf(outcomes, draws)
    assert.deepEqual(violatedPairs, [])
    assert.equal(unknownCalls, 0)
    assert.ok(turns > 0 && speedup >= 1.4, `${speedup} times over ${turns} turns`)
  },
)
