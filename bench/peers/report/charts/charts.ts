import type { Contestant } from '../../contest.ts'
import { bars } from './bars.ts'
import { lines, type Series } from './lines.ts'
import { isOwn } from './style.ts'
import type { Results } from '../results.ts'

export interface Chart {
  /** Whose section it stands in. */
  readonly suite: string
  readonly file: string
  /** For those who cannot see it. */
  readonly title: string
  readonly svg: string
}

/** One line for Fanfold, and the plain of two ways that hardly differ: fifteen lines cannot be told apart. */
const notInOverhead = ['fanfold-execute', 'fanfold-wire', 'anthropic-runner-early']
const sizes = [1, 10, 100, 1_000, 10_000]

/** Every chart there are figures for. */
export function charts(results: Results, contestants: readonly Contestant[]): readonly Chart[] {
  return [
    overhead(results, contestants),
    eager(results, contestants),
    faults(results, contestants),
  ].filter((chart) => chart !== undefined)
}

function figureOf(results: Results, suite: string, contestant: string, name: string) {
  const cell = results.cells[suite]?.[contestant]?.cell
  const value = cell?.kind === 'measured' ? cell.figures[name] : undefined
  return typeof value === 'number' ? value : undefined
}

function overhead(results: Results, contestants: readonly Contestant[]): Chart | undefined {
  const series = contestants
    .filter(({ name }) => !notInOverhead.includes(name))
    .map(({ name, label }): Series => {
      const points = sizes.flatMap((size) => {
        const us = figureOf(results, 'overhead', name, `us.${size}`)
        return us === undefined ? [] : [[size, us] as const]
      })
      return { label: shortened(label), own: isOwn(name), floor: name === 'floor', points }
    })
    .filter(({ points }) => points.length > 1)
  if (series.length === 0) return undefined
  const title = 'Microseconds a call, by the number of calls in one turn'
  return { suite: 'overhead', file: 'peers-overhead.svg', title, svg: lines({ title, series }) }
}

function eager(results: Results, contestants: readonly Contestant[]): Chart | undefined {
  const rows = contestants.flatMap(({ name, label, apis }) => {
    const ms = figureOf(results, 'eager', name, `${apis[0]}.falling`)
    return ms === undefined
      ? []
      : [{ label: shortened(label), value: ms / 1_000, own: isOwn(name) }]
  })
  if (rows.length === 0) return undefined
  const title = 'Seconds for a turn of five calls that the model takes 2 s to write (least: 2.4 s)'
  const svg = bars({ title, rows, best: 'least', digits: 1 })
  return { suite: 'eager', file: 'peers-eager.svg', title, svg }
}

function faults(results: Results, contestants: readonly Contestant[]): Chart | undefined {
  const rows = contestants.flatMap(({ name, label }) => {
    const value = figureOf(results, 'faults', name, 'right')
    return value === undefined ? [] : [{ label: shortened(label), value, own: isOwn(name) }]
  })
  if (rows.length === 0) return undefined
  const title = 'Faults that a turn survives with one right result for every call, of 22'
  const svg = bars({ title, rows, best: 'most', digits: 0 })
  return { suite: 'faults', file: 'peers-faults.svg', title, svg }
}

function shortened(label: string): string {
  return label.replace(' SDK toolRunner', ' toolRunner').replace(/^floor .*/, 'floor')
}
