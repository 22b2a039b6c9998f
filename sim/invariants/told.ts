import type { ToolResult } from '../../src/call/report/result.ts'
import type { ReaderPlan } from '../plan.ts'
import type { CallWatch } from '../watch/call-watch.ts'
import type { Invariant } from './invariant.ts'

/** Sums of times that were drawn as fractions. */
const tolerance = 1e-6

/** What a result tells of times is what happened, and every moment of a call is told of. */
export const told: Invariant = {
  guarantee: 'told',

  settled(call, result, { nowMs }) {
    const { timing } = result
    const { begunMs } = call.turn
    const first = call.attempts[0]
    const isKeptBack =
      call.turn.parent !== undefined && timing.settledMs < nowMs - begunMs - tolerance
    const times = [
      ['receivedMs', timing.receivedMs, call.receivedMs - begunMs],
      ['startedMs', timing.startedMs, first && first.startMs - begunMs],
      // The last of a nested turn is told once the attempt around it has a slot again.
      ['settledMs', timing.settledMs, isKeptBack ? timing.settledMs : nowMs - begunMs],
      ['runMs', timing.runMs, runMs(call, begunMs + timing.settledMs)],
    ] as const
    for (const [name, told, is] of times)
      if (told !== is && !(Math.abs((told ?? NaN) - (is ?? NaN)) < tolerance))
        return `${call.name} tells ${name} ${told}, and it is ${is}`
    return waitsFault(call, result)
  },

  finished({ turns }) {
    for (const turn of turns.values())
      // Whoever acts in the middle of an event is told of the next before others are told of this one.
      if (turn.plan.acts.every(({ on }) => on === undefined || on.afterMs !== undefined))
        for (const { plan, events } of turn.told)
          if (!isAllTold(plan, events, [...turn.events, 'end']))
            return `a reader of ${turn.id} from ${plan.fromMs} ms on saw ${events.join()}, not ${turn.events.join()}`
    return undefined
  },
}

/** Every reader is told all from the beginning; of progress, one who comes late only what is kept. */
function isAllTold(
  { fromMs, leavesAfter }: ReaderPlan,
  events: readonly string[],
  all: readonly string[],
): boolean {
  const kept = (list: readonly string[]): readonly string[] =>
    fromMs === 0 ? list : list.filter((type) => type !== 'call.progress')
  const [seen, expected] = [kept(events), kept(all)]
  const hasLeft = events.length === leavesAfter
  return seen.join() === expected.slice(0, hasLeft ? seen.length : undefined).join()
}

/** Attempts beside each other are one stretch of time. One that was outrun may go on when the call has ended, which is told later. */
function runMs(call: CallWatch, settledMs: number): number {
  let sum = 0
  let untilMs = -Infinity
  for (const { startMs, overMs = settledMs } of call.attempts) {
    const endMs = Math.min(overMs, settledMs)
    sum += Math.max(0, endMs - Math.max(startMs, untilMs))
    untilMs = Math.max(untilMs, endMs)
  }
  return sum
}

function waitsFault(call: CallWatch, { timing }: ToolResult): string | undefined {
  let atMs = timing.receivedMs
  let waitedMs = 0
  for (const { reason, startMs, endMs } of timing.waits) {
    if (startMs < atMs || endMs <= startMs || endMs > timing.settledMs)
      return `${call.name} tells of a wait for ${reason} from ${startMs} to ${endMs}, out of order`
    atMs = endMs
    waitedMs += endMs - startMs
  }
  // The time of a schema is no wait.
  if ([...call.turn.tools.values()].some(({ schema }) => schema === 'slow')) return undefined
  const untoldMs = timing.settledMs - timing.receivedMs - timing.runMs - waitedMs
  if (Math.abs(untoldMs) < tolerance) return undefined
  return `${call.name} does not tell what it did for ${untoldMs} ms`
}
