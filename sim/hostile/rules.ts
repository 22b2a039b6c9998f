import type { ToolResult } from '../../src/call/report/result.ts'
import { kinds, type HostilePlan, type HostileTurn, type PlannedCall } from './plan.ts'

/** What is wrong about the result of one call; `runs`: how often the tools of its kind were run. */
export function resultFault(
  plan: HostilePlan,
  turn: HostileTurn,
  { kind, inBatch, id }: PlannedCall,
  result: ToolResult,
  runs: number,
): string | undefined {
  const hostile = kinds.get(kind)
  if (hostile?.neverRuns && runs > 0) return `was run, and it must not be`
  if (result.attempts > 0 && hostile?.neverRuns && !inBatch) return 'tells of attempts'
  if (hostile?.call === undefined && result.id !== id) return `is answered under "${result.id}"`
  // Who stops a turn, or keeps no journal, cannot ask for more than an answer.
  const isStopped = turn.abort !== undefined || turn.deadlineMs !== undefined
  if (isStopped || typeof plan.journal === 'object' || inBatch) return undefined
  const expected = hostile?.statuses ?? ['ok']
  if (!expected.includes(result.status))
    return `is ${result.status} (${result.error?.code}: ${result.error?.message})`
  if (hostile === undefined && result.value !== 'done') return 'gave another value than its tool'
  return undefined
}
