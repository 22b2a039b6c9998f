import { none, number } from '../column.ts'
import type { Stored } from '../results.ts'

const dimensions: Readonly<Record<string, string>> = {
  calls: 'calls in a turn',
  turns: 'turns at once',
  tools: 'tools of an engine',
  results: 'bytes of a result',
  run: 'turns in a run',
}

/** A row a dimension: the sizes, their times, and the exponents. */
export function growthLines(cells: Readonly<Record<string, Stored>>): readonly string[] {
  const stored = Object.values(cells)[0]
  if (stored?.cell.kind !== 'measured') return ['Not measured.']
  const { figures } = stored.cell
  const rows = Object.entries(dimensions).map(([name, title]) => {
    const sizes = Object.keys(figures)
      .map((key) => new RegExp(`^${name}\\.(\\d+)\\.ms$`).exec(key)?.[1])
      .filter((size) => size !== undefined)
    const times = sizes.map(
      (size) => `${number(Number(size))}: ${timeOf(figures[`${name}.${size}.ms`])}`,
    )
    const exponents = ['time', 'memory'].map((of) => number(figures[`${name}.${of} exponent`], 2))
    return `| ${title} | ${times.join(', ') || none} | ${exponents.join(' | ')} |`
  })
  return [
    '| | size: ms | time exponent | memory exponent |',
    '| --- | --- | ---: | ---: |',
    ...rows,
  ]
}

function timeOf(ms: unknown): string {
  return typeof ms === 'number' && ms < 10 ? number(ms, 2) : number(ms)
}
