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

/** How many permits the attempts that need one hold: one that holds it lends it to one inside it at a time. */
function permitsInUse(
  running: ReadonlySet<AttemptWatch>,
  needsOne: (call: CallWatch) => boolean,
): number {
  const inside = new Map<AttemptWatch | undefined, AttemptWatch[]>()
  for (const attempt of running) {
    if (!needsOne(attempt.call)) continue
    let outer = attempt.call.turn.parent
    while (outer !== undefined && !(running.has(outer) && needsOne(outer.call)))
      outer = outer.call.turn.parent
    const present = inside.get(outer)
    if (present === undefined) inside.set(outer, [attempt])
    else present.push(attempt)
  }
  const needs = (attempt: AttemptWatch): number => {
    const needed = sum(inside.get(attempt) ?? [])
    return attempt.isLender ? needed : Math.max(1, needed)
  }
  const sum = (attempts: readonly AttemptWatch[]): number =>
    attempts.reduce((total, attempt) => total + needs(attempt), 0)
  return sum(inside.get(undefined) ?? [])
}

/** Whether no limit can keep the call back. */
export function hasPermits(call: CallWatch, history: History): boolean {
  const { nowMs } = history
  const { running } = history.flight
  const isFull = (concurrency: number, uses: (one: CallWatch) => boolean): boolean => {
    let users = 0
    for (const attempt of running) if (uses(attempt.call)) users += 1
    return users >= concurrency
  }
  const { tool } = call
  if (tool?.concurrency !== undefined && isFull(tool.concurrency, (one) => one.tool === tool))
    return false
  return history
    .limitsOf(call)
    .every(
      (limit) =>
        !limit.mayBeClosed(nowMs) &&
        !isFull(
          limit.plan.concurrency ?? Infinity,
          (one) => one.tool?.limit?.includes(limit.name) ?? false,
        ),
    )
}
