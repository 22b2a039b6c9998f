import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Contestant, Suite } from '../contest.ts'
import { suites } from '../suites/all.ts'
import { charts } from './charts.ts'
import { figure, type Table } from './column.ts'
import { installedVersions } from './environment.ts'
import { faultLines } from './faults.ts'
import { growthLines } from './growth.ts'
import { closing, opening } from './prose.ts'
import type { Results, Stored } from './results.ts'
import { rowsOf } from './rows.ts'
import { tables } from './tables.ts'

const docs = join(import.meta.dirname, '..', '..', '..', 'docs')

/** Writes docs/benchmarks.md and its charts; gives the paths. */
export async function writeReport(
  results: Results,
  contestants: readonly Contestant[],
): Promise<readonly string[]> {
  mkdirSync(join(docs, 'charts'), { recursive: true })
  const drawn = charts(results, contestants)
  for (const { file, svg } of drawn) writeFileSync(join(docs, 'charts', file), `${svg}\n`)
  const lines = [...opening(results.machine), ...versionLines(results)]
  for (const [name, load] of Object.entries(suites)) {
    const cells = results.cells[name]
    if (cells === undefined) continue
    const suite = await load()
    const chart = drawn.find((candidate) => candidate.suite === name)
    lines.push(`## ${suite.title}`, '', suite.method, '')
    if (chart !== undefined) lines.push(`![${chart.title}](charts/${chart.file})`, '')
    lines.push(...bodyOf(suite, cells, contestants), '', ...noteOn(cells))
  }
  lines.push(...closing)
  writeFileSync(join(docs, 'benchmarks.md'), `${lines.join('\n').trim()}\n`)
  return ['docs/benchmarks.md', ...drawn.map(({ file }) => `docs/charts/${file}`)]
}

function bodyOf(
  suite: Suite,
  cells: Readonly<Record<string, Stored>>,
  contestants: readonly Contestant[],
): readonly string[] {
  if (suite.name === 'faults') return faultLines(contestants, cells)
  if (suite.name === 'growth') return growthLines(cells)
  const shown = tables[suite.name] ?? [everyFigure(cells)]
  return shown.flatMap((table, index) => [
    ...(index > 0 ? [''] : []),
    ...(table.caption === undefined ? [] : [table.caption, '']),
    ...rowsOf(table, contestants, cells),
  ])
}

/** For a suite whose tables nobody has laid out. */
function everyFigure(cells: Readonly<Record<string, Stored>>): Table {
  const names = new Set(
    Object.values(cells).flatMap(({ cell }) =>
      cell.kind === 'measured' ? Object.keys(cell.figures) : [],
    ),
  )
  return { columns: [...names].map((name) => figure(name, name, 1)) }
}

function versionLines({ cells }: Results): readonly string[] {
  const stored = Object.values(cells).flatMap((suite) => Object.values(suite))
  const quick = stored.some((one) => one.quick)
  return [
    '| package | version |',
    '| --- | --- |',
    ...installedVersions().map(([name, version]) => `| ${name} | ${version ?? 'not installed'} |`),
    '',
    ...(quick ? ['Some figures are of fewer rounds than their method says (`--quick`).', ''] : []),
  ]
}

/** Says so where other work on the machine may have spoilt the figures. */
function noteOn(cells: Readonly<Record<string, Stored>>): readonly string[] {
  const loads = Object.values(cells).map(({ load }) => load)
  const most = Math.max(...loads)
  if (most <= 2 * busy) return []
  return [
    `The machine was busy with other work while this was measured (load average up to ${most.toFixed(0)}): the ` +
      'figures are too high, by different amounts.',
    '',
  ]
}

/** A load average that the benchmark itself, with its model server, can come to. */
const busy = 1.5
