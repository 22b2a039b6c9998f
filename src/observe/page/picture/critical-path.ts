import type { CallRow, ModelRow, Row, WaitStretch } from '../../timeline/row.ts'
import { endOf, type Lane } from './lanes.ts'

/** A stretch of what a run's time hung on. */
export interface Step {
  readonly kind: 'model' | 'attempt' | 'wait'
  readonly row: Row
  readonly startMs: number
  readonly endMs: number
  /** Of kind `wait`: for what, if nothing of the run itself was in the way. */
  readonly wait?: WaitStretch
}

/** A clock's ticks, and the time from an event to the one that it causes. */
const slackMs = 2

/**
 * What the time of a run hung on, from its beginning to its end: had any of these stretches been shorter, so had the run (until
 * something else had been in the way). Found backwards, from what ended last: an attempt hangs on the wait before it, a wait
 * on the call that was in the way, or else on itself, a call on the message that made it, and a turn on the turn before.
 * Source: Kelley and Walker, "Critical-Path Planning and Scheduling", 1959; here on what happened instead of what is planned.
 */
export function criticalPathOf(
  lanes: readonly Lane[],
  nowMs: number,
  blockerOf: (row: CallRow, wait: WaitStretch) => CallRow | undefined,
): Step[] {
  const laneOf = new Map<Row, number>()
  for (const [index, { calls }] of lanes.entries()) for (const row of calls) laneOf.set(row, index)
  const steps: Step[] = []
  const seen = new Set<CallRow>()
  let untilMs = Infinity
  for (let index = lanes.length - 1; index >= 0; index--) {
    const lane = lanes[index] as Lane
    let call = lastOf(lane.calls, untilMs, nowMs)
    // What a model said after all of its turn's calls had ended took longer than they.
    const model = lastOf(lane.models, untilMs, nowMs)
    if (model !== undefined && (call === undefined || endOf(model, nowMs) >= endOf(call, nowMs)))
      call = undefined
    while (call !== undefined) {
      const step = stepBefore(call, untilMs, nowMs)
      if (step === undefined) {
        untilMs = Math.min(untilMs, call.receivedMs)
        break
      }
      const blocker = step.wait && blockerOf(call, step.wait)
      seen.add(call)
      if (blocker !== undefined && !seen.has(blocker) && isInTheWay(blocker, step, nowMs)) {
        untilMs = Math.min(step.endMs, endOf(blocker, nowMs))
        call = blocker
        index = laneOf.get(blocker) ?? index
        continue
      }
      untilMs = step.startMs
      if (step.wait?.reason === 'commit') untilMs = step.endMs
      else if (step.endMs > step.startMs) steps.push(step)
      if (step.wait?.reason === 'commit') break
    }
    untilMs = modelSteps(lanes[index] as Lane, untilMs, nowMs, steps)
  }
  return steps.reverse()
}

/** Adds the requests of a lane, up to a time, and returns when the first of them began. */
function modelSteps({ models }: Lane, untilMs: number, nowMs: number, steps: Step[]): number {
  let before = untilMs
  for (const row of models.toReversed()) {
    const { startMs } = row
    if (startMs >= before) continue
    steps.push({ kind: 'model', row, startMs, endMs: Math.min(endOf(row, nowMs), before) })
    before = startMs
  }
  return before
}

/** The row that ended last by a time. */
function lastOf<R extends CallRow | ModelRow>(
  rows: readonly R[],
  untilMs: number,
  nowMs: number,
): R | undefined {
  let last: R | undefined
  for (const row of rows) {
    const endMs = endOf(row, nowMs)
    if (endMs > untilMs + slackMs) continue
    if (last === undefined || endMs > endOf(last, nowMs)) last = row
  }
  return last
}

/** What a call did last before a time. */
function stepBefore(row: CallRow, untilMs: number, nowMs: number): Step | undefined {
  let best: Step | undefined
  const offer = (step: Step): void => {
    if (step.startMs >= untilMs || step.endMs < step.startMs) return
    if (best === undefined || step.endMs > best.endMs) best = step
  }
  const until = (endMs = nowMs): number => Math.min(endMs, untilMs)
  for (const { startMs, endMs } of row.attempts)
    offer({ kind: 'attempt', row, startMs, endMs: until(endMs) })
  for (const wait of row.waits)
    // Before a call has said what it waits for it is on its way.
    if (wait.reason !== undefined)
      offer({ kind: 'wait', row, startMs: wait.startMs, endMs: until(wait.endMs), wait })
  return best
}

function isInTheWay(blocker: CallRow, { startMs, endMs }: Step, nowMs: number): boolean {
  const blockerEndMs = endOf(blocker, nowMs)
  return blockerEndMs > startMs && blockerEndMs <= endMs + slackMs && blocker.receivedMs < endMs
}
