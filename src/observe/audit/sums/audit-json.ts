import type { PairJudgement } from '../../../ledger/judge.ts'
import type { RunReport } from './run-report.ts'
import type { Bounds, Sums } from './sums.ts'

/** What `fanfold audit --json` prints. */
export interface AuditJson {
  readonly runs: number
  readonly turns: number
  readonly calls: number
  /** Pairs of neighbouring turns that could have been one: `yes` is the lower bound, `yes` with `maybe` the upper. */
  readonly mergeableTurns: Bounds
  /** What the lower bound would have saved; what is not known counts as 0. */
  readonly savedRequests: number
  readonly savedMs: number
  readonly savedInputTokens: number
  readonly pairs: readonly (Pick<PairJudgement, 'verdict' | 'mergeable' | 'why'> & {
    readonly run: string
    readonly turns: readonly [number, number]
  })[]
}

export function auditJson(reports: readonly RunReport[], sums: Sums): AuditJson {
  const { lower } = sums.saved
  return {
    runs: sums.runs,
    turns: sums.turns,
    calls: sums.calls,
    mergeableTurns: sums.mergeable,
    savedRequests: lower.requests,
    savedMs: Math.round(lower.ms),
    savedInputTokens: lower.inputTokens,
    pairs: reports.flatMap(({ name, pairs }) =>
      pairs.map(({ turns, verdict, mergeable, why }) => ({
        run: name,
        turns,
        verdict,
        mergeable,
        why,
      })),
    ),
  }
}
