import type { WaitReason } from '../../../call/report/result.ts'
import type { Step } from './critical-path.ts'

/** Steps of a critical path that are of one kind. */
export interface TimeShare {
  readonly kind: Step['kind'] | 'between'
  /** The tool, or the reason of a wait. */
  readonly name: string
  readonly reason?: WaitReason | undefined
  readonly totalMs: number
  readonly steps: readonly Step[]
}

/** What the time of a run went into, the most first: its critical path by tool, model and reason, and what lies between. */
export function timeShares(path: readonly Step[], wholeMs: number): TimeShare[] {
  const groups = Map.groupBy(path, keyOf)
  const shares = [...groups.values()].map((steps): TimeShare => {
    const [{ kind, wait }] = steps as [Step]
    const totalMs = steps.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
    return { kind, name: nameOf(steps[0] as Step), reason: wait?.reason, totalMs, steps }
  })
  const restMs = wholeMs - shares.reduce((sum, { totalMs }) => sum + totalMs, 0)
  shares.sort((a, b) => b.totalMs - a.totalMs)
  // Less than that is no more than the ticks of the clock.
  if (restMs > wholeMs / 200)
    shares.push({ kind: 'between', name: 'between', totalMs: restMs, steps: [] })
  return shares
}

function keyOf(step: Step): string {
  return `${step.kind} ${nameOf(step)}`
}

function nameOf({ row, wait }: Step): string {
  return wait?.reason ?? (row.kind === 'model' ? 'model' : row.name)
}
