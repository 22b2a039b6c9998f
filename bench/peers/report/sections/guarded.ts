import type { Contestant } from '../../contest.ts'
import { partOf, sizes } from '../../suites/guarded/parts.ts'
import { number } from '../column.ts'
import { times } from './cheapest.ts'
import { errorOf, numberOf, roughly, type Cells } from './stored-figures.ts'

interface Costs {
  readonly plain: number | undefined
  readonly guarded: number | undefined
  readonly anew: number | undefined
}

interface Row {
  readonly label: string
  readonly error: string | undefined
  readonly costs: readonly Costs[]
}

function rowsOf(cells: Cells, contestants: readonly Contestant[]): readonly Row[] {
  return contestants.flatMap(({ name, label }) => {
    const names = sizes.map((size) => partOf(name, size) ?? '')
    if (cells[name] === undefined) return []
    const costs = names.map((part) => {
      const of = (kind: string): number | undefined => numberOf(cells, name, `${part}.${kind}`)
      return { plain: of('plain'), guarded: of('guarded'), anew: of('anew') }
    })
    const errors = names.map((part) => errorOf(cells, name, part))
    return [{ label, costs, error: errors.find((text) => text !== undefined) }]
  })
}

function share(of: number | undefined, plain: number | undefined): number | undefined {
  return of === undefined || plain === undefined || plain === 0 ? undefined : of / plain
}

function tableOf(rows: readonly Row[], kind: 'guarded' | 'anew'): readonly string[] {
  return [
    `| | ${sizes.map((size) => number(size)).join(' | ')} |`,
    `| --- |${' ---: |'.repeat(sizes.length)}`,
    ...rows.map(({ label, error, costs }) => {
      const cells = costs.map((cost) => {
        const { plain, [kind]: value } = cost
        return plain === undefined
          ? '–'
          : `${roughly(plain)} → ${roughly(value)} (${times(share(value, plain))})`
      })
      const why = error === undefined ? '' : ` (${error.slice(0, 120)})`
      return `| ${label}${why} | ${cells.join(' | ')} |`
    }),
  ]
}

/** Microseconds a call without and with the guard, and where it is not free. */
export function guardedSummary(
  cells: Cells,
  contestants: readonly Contestant[],
): readonly string[] {
  const rows = rowsOf(cells, contestants)
  return [
    'Microseconds a call without → with Fanfold’s guard (how many times as much), by the number of calls in the turn:',
    '',
    ...tableOf(rows, 'guarded'),
    '',
    ...dearest(rows),
  ]
}

/** Noise of one machine: a tenth. */
const free = 1.1

function dearest(rows: readonly Row[]): readonly string[] {
  const cells = rows.flatMap(({ label, costs }) =>
    costs.flatMap(({ plain, guarded }, index) => {
      const ratio = share(guarded, plain)
      return ratio === undefined ? [] : [{ label, size: sizes[index], ratio }]
    }),
  )
  if (cells.length === 0) return ['Nothing is measured here yet.']
  const dear = cells.filter(({ ratio }) => ratio > free)
  if (dear.length === 0) return ['No cell takes a tenth more with the guard than without.']
  const byLabel = Object.entries(Object.groupBy(dear, ({ label }) => label))
  return [
    `With the guard ${dear.length} of ${cells.length} cells take more than a tenth longer:`,
    '',
    ...byLabel.map(([label, some = []]) => {
      const named = some.map(({ size, ratio }) => `at ${number(size)} (${times(ratio)})`)
      return `- ${label}: ${named.join(', ')}.`
    }),
  ]
}

/** The same with an engine that is made anew, too. */
export function guardedLines(cells: Cells, contestants: readonly Contestant[]): readonly string[] {
  const rows = rowsOf(cells, contestants)
  return [
    'The engine kept, the guard and the tools anew:',
    '',
    ...tableOf(rows, 'guarded'),
    '',
    'The engine anew, too:',
    '',
    ...tableOf(rows, 'anew'),
  ]
}
