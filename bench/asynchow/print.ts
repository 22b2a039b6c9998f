import { table } from '../table.ts'
import type { Limited, Ratios, Totals } from './evaluate.ts'

/** The totals as a table. */
export function print(totals: Totals): string {
  const { barriers } = totals
  const fanfold = { worst: totals.worstOverCriticalPath, geomean: totals.geomeanOverCriticalPath }
  const row = (name: string, { worst, geomean }: Ratios): string[] => [
    name,
    times(geomean),
    times(worst),
  ]
  const limited = (atOnce: string, at: Limited): string[][] => [
    ['', '', ''],
    [`at most ${atOnce} tasks at a time`, 'geomean', 'worst'],
    row('  over max(critical path, work / tasks at a time): Fanfold, at first', at),
    row('    once it has seen how long the tasks take', at.seen),
    row('  over the shortest schedule there is: Fanfold, at first', at.overOptimum),
    row('    once it has seen how long the tasks take', at.seen.overOptimum),
    row('    longest path first, all told in advance', at.longestPathFirst),
  ]
  return [
    `${totals.graphs} graphs, each as one plan whose steps refer to each other`,
    '',
    ...table([
      ['without limits, over the critical path', 'geomean', 'worst'],
      row('  Fanfold', fanfold),
      row('  a barrier after each level', barriers),
      ...limited('two', totals.atTwo),
      ...limited('four', totals.atFour),
    ]),
    '',
    `Barriers slow down ${(barriers.share * 100).toFixed(1)} % of the graphs.`,
  ].join('\n')
}

function times(ratio: number): string {
  return `${ratio.toFixed(3)}x`
}
