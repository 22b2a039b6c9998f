// How parallel the multi-turn calls of the Berkeley Function Calling Leaderboard can run, and whether in order.
//
//   node bench/bfcl/run.ts [--file order.jsonl] [--json]
//
// Each turn's calls run through the engine as tools that declare the effects of `effects/`, in virtual time. The
// effects are declared from what the toolsets' descriptions and public sources say of their state, never from the
// oracle's pairs, which are read here only to be counted.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { dataFolder } from '../shared-data.ts'
import { evaluateTurn, type TurnOutcome } from './evaluate.ts'
import { print } from './print.ts'
import { readSignatures } from './signatures.ts'
import { totalsOf } from './totals.ts'
import { readTurns } from './turns.ts'

const { values } = parseArgs({
  options: {
    file: { type: 'string', default: join(dataFolder, 'bfcl', 'order.jsonl') },
    json: { type: 'boolean', default: false },
  },
})
/** Draws of random latencies for each turn. */
const draws = 20
const signatures = readSignatures()
const outcomes: TurnOutcome[] = []
for (const [seed, turn] of readTurns(values.file).entries())
  outcomes.push(await evaluateTurn(turn, signatures, { draws, seed }))
const totals = totalsOf(outcomes, draws)

console.log(values.json ? JSON.stringify(totals, null, 2) : print(totals))
process.exitCode = totals.violated === 0 ? 0 : 1
