import type { Advice } from '../sums/advice.ts'
import type { RunReport } from '../sums/run-report.ts'
import type { Sums } from '../sums/sums.ts'

export interface PageData {
  readonly sums: Sums
  readonly reports: readonly RunReport[]
  readonly advice: readonly Advice[]
  readonly formats: ReadonlyMap<string, number>
}

export function pageOf(data: PageData): string {
  return String(data.reports.length)
}
