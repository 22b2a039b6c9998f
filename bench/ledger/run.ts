/**
 * Judges pairs of turns that two readers labelled, and prints how far the ledger's bounds can be trusted:
 * `npm run bench:ledger`. Reads the folder named by `FANFOLD_DATA`. The labels are in `test/ledger/labels.jsonl`; where the readers
 * disagree, a pair does not count.
 */
import { existsSync } from 'node:fs'
import { ledgerOf } from '../../src/ledger/ledger.ts'
import type { RecordedRun } from '../../src/ledger/recorded.ts'
import { effectsByName } from '../../src/observe/audit/effects-of.ts'
import { table } from '../table.ts'
import { fieldFile, readers, runsOf } from './runs.ts'
import { boundsOf, halvesOf, judgedPairs, scoreOf, type JudgedPair } from './score.ts'

const files = Object.keys(readers)

function main(): void {
  const absent = files.filter((file) => !existsSync(fieldFile(file)))
  if (absent.length > 0) {
    console.log(`skipped: there is no ${absent.join(', ')} (set FANFOLD_DATA)`)
    return
  }
  const pairs = judgedPairs()
  const disagreed = pairs.filter(({ agreed }) => !agreed).length
  console.log(
    `${pairs.length} labelled pairs; the readers disagree on ${disagreed}, which do not count.\n`,
  )
  const { tuned, kept } = halvesOf(pairs)
  const rows = [
    ['', 'pairs', 'mergeable', 'yes', 'no', 'precision', 'recall', 'upper recall', 'verdict right'],
    rowOf('all', pairs),
    rowOf('half that was looked at', tuned),
    rowOf('half that was not', kept),
    ...files.map((file) =>
      rowOf(
        `  ${file}, not looked at`,
        kept.filter((pair) => pair.file === file),
      ),
    ),
  ]
  for (const line of table(rows)) console.log(line)
  console.log('')
  printSavings()
  console.log('')
  printSpeed()
}

function rowOf(name: string, judged: readonly JudgedPair[]): string[] {
  const score = scoreOf(judged)
  const { precision, recall, upperRecall } = boundsOf(score)
  const { pairs, mergeable, yes, no, verdictRight } = score
  const shares = [precision, recall, upperRecall, pairs === 0 ? 1 : verdictRight / pairs]
  return [name, ...[pairs, mergeable, yes, no].map(String), ...shares.map(percent)]
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

function printSavings(): void {
  const rows = [['', 'runs', 'turns', 'could be fewer by', 'at most', 'longest path']]
  for (const file of files) {
    const runs = runsOf(file)
    const effectsOf = effectsByName()
    const ledgers = runs.map((run) => ledgerOf(run, effectsOf))
    const turns = runs.reduce((sum, run) => sum + run.turns.length, 0)
    const sure = ledgers.reduce((sum, { missed }) => sum + missed.turns, 0)
    const most = ledgers.reduce((sum, { missed }) => sum + missed.atMost.turns, 0)
    const paths = ledgers.reduce((sum, { criticalPath }) => sum + criticalPath.length, 0)
    rows.push([file, ...[runs.length, turns, sure, most, paths].map(String)])
  }
  for (const line of table(rows)) console.log(line)
}

/** All runs again and again, until 100,000 calls have been judged. */
function printSpeed(): void {
  const runs: readonly RecordedRun[] = files.flatMap(runsOf)
  const perPass = runs.reduce(
    (sum, { turns }) => sum + turns.flatMap(({ calls }) => calls).length,
    0,
  )
  const effectsOf = effectsByName()
  const began = performance.now()
  let calls = 0
  for (; calls < 100_000; calls += perPass) for (const run of runs) ledgerOf(run, effectsOf)
  const seconds = (performance.now() - began) / 1_000
  console.log(`${calls} calls in ${seconds.toFixed(1)} s`)
}

if (import.meta.main) main()
