import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Contestant, Suite } from '../contest.ts'
import { suites } from '../suites/all.ts'
import { charts, type Chart } from './charts/charts.ts'
import { figure, type Table } from './column.ts'
import { installedVersions } from './environment.ts'
import { closing, method, opening } from './prose.ts'
import type { Results, Stored } from './results.ts'
import { rowsOf } from './rows.ts'
import { first, sections } from './sections/all.ts'
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
  const names = Object.keys(suites)
  const lines = [
    ...opening(results.machine),
    ...(await summaries(results, contestants, names)),
    ...method,
    ...versionLines(results),
    '## In full',
    '',
    'Every test, what it measures and from where to where, and all of its figures.',
    '',
    ...(await inFull(results, contestants, names, drawn)),
    ...closing,
  ]
  writeFileSync(join(docs, 'benchmarks.md'), `${lines.join('\n').trim()}\n`)
  return ['docs/benchmarks.md', ...drawn.map(({ file }) => `docs/charts/${file}`)]
}

/** The tables of some suites, to be printed. */
export async function reportOf(
  results: Results,
  contestants: readonly Contestant[],
  names: readonly string[],
): Promise<string> {
  const lines = [
    ...(await summaries(results, contestants, names)),
    ...(await inFull(results, contestants, names, [])),
  ]
  return lines.join('\n').trim()
}

/** The tables that matter most. */
async function summaries(
  results: Results,
  contestants: readonly Contestant[],
  names: readonly string[],
): Promise<readonly string[]> {
  const lines: string[] = []
  for (const name of first.filter((each) => names.includes(each))) {
    const cells = results.cells[name]
    const suite = await suites[name]?.()
    if (cells === undefined || suite === undefined) continue
    lines.push(
      `## ${suite.title}`,
      '',
      ...(sections[name]?.summary?.(cells, contestants) ?? []),
      '',
    )
  }
  return lines
}

async function inFull(
  results: Results,
  contestants: readonly Contestant[],
  names: readonly string[],
  drawn: readonly Chart[],
): Promise<readonly string[]> {
  const lines: string[] = []
  for (const name of names) {
    const cells = results.cells[name]
    const suite = await suites[name]?.()
    if (cells === undefined || suite === undefined) continue
    const chart = drawn.find((candidate) => candidate.suite === name)
    lines.push(`## ${suite.title}${first.includes(name) ? ', in full' : ''}`, '', suite.method, '')
    if (chart !== undefined) lines.push(`![${chart.title}](charts/${chart.file})`, '')
    lines.push(...bodyOf(suite, cells, contestants), '', ...noteOn(cells))
  }
  return lines
}

function bodyOf(
  suite: Suite,
  cells: Readonly<Record<string, Stored>>,
  contestants: readonly Contestant[],
): readonly string[] {
  const section = sections[suite.name]
  if (section !== undefined) return section.full(cells, contestants)
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
