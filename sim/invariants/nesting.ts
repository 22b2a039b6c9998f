import type { AttemptWatch } from '../watch/attempt-watch.ts'
import type { CallWatch } from '../watch/call-watch.ts'
import type { History } from '../watch/history.ts'

/** Whether a call belongs to a turn that `outer` began, however deep. */
export function isInside(call: CallWatch, outer: CallWatch): boolean {
  for (let parent = call.turn.parent; parent !== undefined; parent = parent.call.turn.parent)
    if (parent.call === outer) return true
  return false
}

/** How many slots the attempts in flight need at least: one that lends its slot and its borrower share it. */
export function slotsInUse({ running, nestedTurns }: History): number {
  if (nestedTurns === 0) return running.size
  const inside = new Map<AttemptWatch, AttemptWatch[]>()
  const roots: AttemptWatch[] = []
  for (const attempt of running) {
    const outer = nearestRunning(attempt, running)
    if (outer === undefined) roots.push(attempt)
    else if (inside.has(outer)) inside.get(outer)?.push(attempt)
    else inside.set(outer, [attempt])
  }
  const needs = (attempt: AttemptWatch): number => {
    const needed = (inside.get(attempt) ?? []).reduce((sum, child) => sum + needs(child), 0)
    return Math.max(1, needed)
  }
  return roots.reduce((sum, root) => sum + needs(root), 0)
}

/** The innermost attempt in flight around one; those between may be over, and have left it behind. */
export function nearestRunning(
  attempt: AttemptWatch,
  running: ReadonlySet<AttemptWatch>,
): AttemptWatch | undefined {
  let { parent } = attempt.call.turn
  while (parent !== undefined && !running.has(parent)) parent = parent.call.turn.parent
  return parent
}
