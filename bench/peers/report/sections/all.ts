import type { Contestant } from '../../contest.ts'
import { coldLines } from './cold.ts'
import { faultLines, faultSums } from './faults.ts'
import { growthLines } from './growth.ts'
import { guardedLines, guardedSummary } from './guarded.ts'
import { perRequestLines, perRequestSummary } from './per-request.ts'
import type { Cells } from './stored-figures.ts'

type Lines = (cells: Cells, contestants: readonly Contestant[]) => readonly string[]

/** What the page says of a suite that one table with a row a contestant does not do for. */
export interface Section {
  /** On top of the page. */
  readonly summary?: Lines
  readonly full: Lines
}

export const sections: Readonly<Record<string, Section>> = {
  'per-request': { summary: perRequestSummary, full: perRequestLines },
  cold: { summary: coldLines, full: () => ['Its table stands at the top.'] },
  guarded: { summary: guardedSummary, full: guardedLines },
  faults: { summary: faultSums, full: faultLines },
  growth: { full: growthLines },
}

/** The suites whose tables matter most, in the order of the page. */
export const first: readonly string[] = ['per-request', 'cold', 'guarded', 'faults']
