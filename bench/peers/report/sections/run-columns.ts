import { number, type Column, type Figures } from '../column.ts'

const ways = {
  single: 'one call a turn',
  sequential: 'one by one',
  fanned: 'side by side',
  streamed: 'streamed',
}

/** Wall time each way, and what a request less for each further call saves. */
export function runColumns(load: string): readonly Column[] {
  const together = (figures: Figures, what: string): unknown =>
    figures[`${load}.fanned.${what}`] ?? figures[`${load}.streamed.${what}`]
  return [
    ...Object.entries(ways).map(([way, heading]): Column => ({
      heading: `${heading}, s`,
      show: (figures) => timeOf(figures, `${load}.${way}`),
    })),
    {
      heading: 'requests: one call a turn',
      show: (figures) => number(figures[`${load}.single.requests`]),
    },
    { heading: 'side by side', show: (figures) => number(together(figures, 'requests')) },
    {
      heading: 'tokens: one call a turn',
      show: (figures) => number(figures[`${load}.single.tokens`]),
    },
    { heading: 'side by side', show: (figures) => number(together(figures, 'tokens')) },
  ]
}

function timeOf(figures: Figures, way: string): string {
  const ms = figures[`${way}.ms`]
  return typeof ms === 'number' ? number(ms / 1_000, 1) : number(figures[`${way}.error`])
}
