import { printable } from '../../util/printable.ts'
import { valueThat, type Check } from '../expect.ts'
import type { TurnReport } from './report.ts'
import type { ToolResult } from './result.ts'

/** A turn in words. */
export interface TurnSummary {
  readonly outcome: TurnReport['outcome']
  /** One line for people: what ran, how it ended, how long it took. */
  readonly headline: string
  /** Every error in one text, one line a call; empty for a complete turn. Safe to show to the model. */
  readonly errors: string
  readonly ok: readonly ToolResult[]
  readonly notOk: readonly ToolResult[]
}

/** Told from the promise of one. */
export const expectReport: Check<TurnReport> = valueThat(
  'the report of a turn, as `await engine.execute(calls)` gives it',
  (value) => {
    const { results, stats } = value as Partial<TurnReport>
    return Array.isArray(results) && typeof stats?.wallMs === 'number'
  },
)

/**
 * Sums up a turn: complete, partial or failed, and all that went wrong in one text.
 *
 * @throws {UsageError} if it is no report: for one, the promise of one.
 */
export function summarize(report: TurnReport): TurnSummary {
  const { results, outcome, stats } = expectReport(report, 'report', ' of summarize')
  const ok = results.filter(({ status }) => status === 'ok')
  const notOk = results.filter(({ status }) => status !== 'ok')
  const calls = results.length === 1 ? '1 call' : `${results.length} calls`
  const saved = stats.speedup > 1.05 ? `, ${stats.speedup.toFixed(1)}x faster than one by one` : ''
  return {
    outcome,
    headline: `${outcome}: ${ok.length} of ${calls} ok in ${Math.round(stats.wallMs)} ms${saved}`,
    errors: notOk.map(errorLine).join('\n'),
    ok,
    notOk,
  }
}

function errorLine({ id, name, status, error }: ToolResult): string {
  return `- ${printable(name)} (${printable(id)}) ${status}: ${error?.message ?? 'no reason was given'}`
}
