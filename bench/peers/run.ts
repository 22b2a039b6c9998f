/**
 * Compares Fanfold with its peers: `npm run bench:peers`, with `-- --only floor,mastra` or `-- --suite lookup,eager`
 * for some cells, `-- --quick` for fewer rounds, `-- --report` to write the report of what was measured before, `-- --dry`
 * to print the figures and write nothing. Writes docs/benchmarks.md, docs/charts/ and results.json.
 */
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { runByTurns } from './cells/by-turns.ts'
import { runCell } from './cells/run-cell.ts'
import type { Cell, Suite } from './contest.ts'
import { contestants } from './contestants/all.ts'
import { thisMachine, versionOf } from './report/environment.ts'
import { loadResults, saveResults } from './report/results.ts'
import { setUp } from './setup.ts'
import { suites } from './suites/all.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    suite: { type: 'string' },
    quick: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
    dry: { type: 'boolean', default: false },
  },
})

function picked(option: string, given: string | undefined, names: readonly string[]) {
  if (given === undefined) return names
  const wanted = given.split(',')
  const unknown = wanted.filter((name) => !names.includes(name))
  if (unknown.length === 0) return wanted
  console.error(`--${option}: no ${unknown.join(', ')}. There are: ${names.join(', ')}.`)
  process.exit(2)
}

const suiteNames = picked('suite', values.suite, Object.keys(suites))
const contestantNames = picked('only', values.only, Object.keys(contestants))

setUp({ measures: !values.report })
const results = loadResults()
const { loadContestants } = await import('./contestants/load.ts')
const loaded = await loadContestants()

function keep(suiteName: string, name: string, cell: Cell, load: number): void {
  const packageName = loaded.find((contestant) => contestant.name === name)?.package
  const version = packageName === undefined ? null : versionOf(packageName)
  results.cells[suiteName] ??= {}
  results.cells[suiteName][name] = { cell, version, quick: values.quick, load }
  results.machine = thisMachine()
  if (!values.dry) saveResults(results)
}

function tell(name: string, shown: unknown): void {
  console.log(`  ${name.padEnd(24)} ${JSON.stringify(shown)}`)
}

async function measure(suite: Suite): Promise<void> {
  for (const name of contestantNames) {
    if (suite.contestants?.includes(name) === false) continue
    const load = loadavg()[0] ?? 0
    const cell = await runCell(suite.name, name, suite.timeoutMs, values.quick)
    keep(suite.name, name, cell, load)
    tell(name, cell.kind === 'measured' ? cell.figures : cell)
  }
}

async function measureByTurns(suite: Suite): Promise<void> {
  if (suite.byTurns === undefined) return
  const figures: Record<string, Record<string, number | string | boolean | null>> = {}
  const load = loadavg()[0] ?? 0
  await runByTurns(suite, suite.byTurns, contestantNames, values.quick, (part, of) => {
    const all = (figures[part.contestant] ??= {})
    Object.assign(all, of)
    keep(suite.name, part.contestant, { kind: 'measured', figures: all }, load)
    tell(part.contestant, of)
  })
}

for (const suiteName of values.report ? [] : suiteNames) {
  const suite = await suites[suiteName]?.()
  if (suite === undefined) continue
  console.log(`\n${suite.title}`)
  await (suite.byTurns === undefined ? measure(suite) : measureByTurns(suite))
}

const { reportOf, writeReport } = await import('./report/document.ts')
if (values.dry) console.log(`\n${await reportOf(results, loaded, suiteNames)}`)
else console.log(`\n${(await writeReport(results, loaded)).join('\n')}`)
// Some of the libraries keep timers or connections.
process.exit()
