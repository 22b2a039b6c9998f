import type { AttemptWatch } from '../watch/attempt-watch.ts'
import type { CallWatch } from '../watch/call-watch.ts'
import type { History } from '../watch/history.ts'
import type { Invariant } from './invariant.ts'

/** G3: never more in flight than a named limit or a tool's own cap allows, never faster, and not while it is paused. */
export const limited: Invariant = {
  guarantee: 'G3',

  started(attempt, history) {
    const { call, name } = attempt
    const { nowMs } = history
    const running = history.flight.surelyRunning
    for (const limit of history.limitsOf(call)) {
      const { concurrency = Infinity } = limit.plan
      const used = permitsInUse(running, (one) => one.tool?.limit?.includes(limit.name) ?? false)
      if (used > concurrency)
        return `${name} is in flight as one of ${used} under "${limit.name}", and ${concurrency} may be`
      if (limit.isPaused(nowMs)) return `${name} started while "${limit.name}" was paused`
      if (!limit.hasToken(nowMs)) return `${name} started too early by the rate of "${limit.name}"`
      limit.started(nowMs)
    }
    const { concurrency = Infinity } = call.tool ?? {}
    const used = permitsInUse(running, ({ tool }) => tool === call.tool)
    if (used <= concurrency) return undefined
    return `${name} is in flight as one of ${used} of its tool, and ${concurrency} may be`
  },
}

/** How many permits are in use: what waits inside keeps its own, and lends it to those for whom it waits. */
function permitsInUse(
  running: ReadonlySet<AttemptWatch>,
  needsOne: (call: CallWatch) => boolean,
): number {
  let permits = 0
  for (const attempt of running)
    // One that is over, and of which the attempt around it is about to hear, has given its own back; and one of which a turn
    // inside was stopped goes on at once, while those to whom it has lent its own may still run on that.
    if (needsOne(attempt.call) && !attempt.waitsInside && !attempt.isInterrupted)
      if (!isOverInside(attempt)) permits += 1
  return permits
}

/** It is over, and the attempt around it, which waits for nothing else, is about to hear of it. */
export function isOverInside(attempt: AttemptWatch): boolean {
  return attempt.call.isLastInside && (attempt.end !== undefined || attempt.isGivenUp)
}

/** Whether no limit can keep the call back. */
export function hasPermits(call: CallWatch, history: History): boolean {
  if (leastLeft(call, history) <= 0 || isKept(call, history)) return false
  return history.limitsOf(call).every((limit) => !limit.mayBeClosed(history.nowMs))
}

/** Whether somebody may run on a permit of a call that waits inside: more are in flight than have permits. */
export function mayHaveLent(call: CallWatch, history: History): boolean {
  return leastLeft(call, history) < 0
}

/** Of the limits of a call, how many permits the scarcest has left, counting all attempts in flight. */
function leastLeft(call: CallWatch, history: History): number {
  const { tool } = call
  const left = (concurrency: number, uses: (one: CallWatch) => boolean): number => {
    let free = concurrency
    for (const attempt of history.flight.running) if (uses(attempt.call)) free -= 1
    return free
  }
  const named = history
    .limitsOf(call)
    .map(({ name, plan }) =>
      left(plan.concurrency ?? Infinity, (one) => one.tool?.limit?.includes(name) ?? false),
    )
  return Math.min(
    left(tool?.concurrency ?? Infinity, (one) => one.tool === tool),
    ...named,
  )
}

/** What is free may be kept for a call that needs several at once. */
function isKept(call: CallWatch, history: History): boolean {
  if (call.isUnlimited) return false
  for (const other of history.live)
    if (other !== call && mayBeInLine(other) && gates(other) > 1) return true
  return false
}

/** Of a call that is hedged another attempt may be in line, of which nobody is told before it starts. */
function mayBeInLine({ waitsFor, stage, tool }: CallWatch): boolean {
  return waitsFor === 'limit' || (stage === 'running' && Boolean(tool?.hedge))
}

function gates({ tool }: CallWatch): number {
  return (tool?.limit?.length ?? 0) + (tool?.concurrency === undefined ? 0 : 1)
}
