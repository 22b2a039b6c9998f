import type { Contestant } from '../../contest.ts'
import { faultCases } from '../../suites/faults/cases.ts'
import { none, type Figures } from '../column.ts'
import type { Stored } from '../results.ts'
import { legend, markOf } from './verdicts.ts'

type Cells = Readonly<Record<string, Stored>>

function figuresOf(cells: Cells, name: string): Figures | undefined {
  const cell = cells[name]?.cell
  return cell?.kind === 'measured' ? cell.figures : undefined
}

/** A row a contestant with its sum. */
export function faultSums(cells: Cells, contestants: readonly Contestant[]): readonly string[] {
  const present = contestants.filter(({ name }) => cells[name] !== undefined)
  return [
    '| | right | secrets told to the model |',
    '| --- | ---: | ---: |',
    ...present.map(({ name, label }) => sumRow(label, figuresOf(cells, name), cells[name])),
  ]
}

/** The sums, then a row a case with a mark for each contestant. */
export function faultLines(cells: Cells, contestants: readonly Contestant[]): readonly string[] {
  const columns = contestants.filter(({ name }) => figuresOf(cells, name) !== undefined)
  return [
    ...faultSums(cells, contestants),
    '',
    `Case by case: ${legend}. The words of each verdict are in results.json.`,
    '',
    `| | ${columns.map((_, index) => index + 1).join(' | ')} |`,
    `| --- |${' :---: |'.repeat(columns.length)}`,
    ...faultCases.map(({ name, title }) => {
      const marks = columns.map((contestant) =>
        markOf(figuresOf(cells, contestant.name)?.[`${name}.verdict`]),
      )
      return `| ${title} | ${marks.join(' | ')} |`
    }),
    '',
    `${columns.map(({ label }, index) => `${index + 1} ${label}`).join(', ')}.`,
  ]
}

function sumRow(label: string, figures: Figures | undefined, stored: Stored | undefined): string {
  if (figures !== undefined)
    return `| ${label} | ${String(figures['right'])} of ${String(figures['cases'])} | ${String(figures['leaked'])} |`
  const error = stored?.cell.kind === 'failed' ? stored.cell.error : 'not measured'
  return `| ${label} | did not run: ${oneLine(error)} | ${none} |`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 160)
}
