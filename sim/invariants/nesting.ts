import { conflict, type Touch } from '../model/touch.ts'
import type { AttemptWatch } from '../watch/attempt-watch.ts'
import type { CallWatch } from '../watch/call-watch.ts'
import type { History } from '../watch/history.ts'

/** Whether a call belongs to a turn that `outer` began, however deep. */
export function isInside(call: CallWatch, outer: CallWatch): boolean {
  for (let parent = call.turn.parent; parent !== undefined; parent = parent.call.turn.parent)
    if (parent.call === outer) return true
  return false
}

/**
 * How many slots the attempts in flight need at least. One inside which turns run waits for them: it shares its slot
 * with what runs in its stead.
 */
export function slotsInUse({ flight, hasNested }: History): number {
  const running = flight.surelyRunning
  if (!hasNested) return running.size
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
    return attempt.isLender ? needed : Math.max(1, needed)
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

/** The outer call, if there is one, that holds all that a call needs, so that nobody else has a say in it. */
export function heirOf({ turn, touch }: CallWatch): CallWatch | undefined {
  if (touch === undefined) return undefined
  for (let { parent } = turn; parent !== undefined; parent = parent.call.turn.parent)
    if (parent.overMs === undefined && isHeld(touch, parent)) return parent.call
  return undefined
}

function isHeld({ reads, writes }: Touch, { call }: AttemptWatch): boolean {
  const held = call.touch ?? { reads: 0, writes: 0 }
  return (writes & ~held.writes) === 0 && (reads & ~(held.reads | held.writes)) === 0
}

/**
 * Whether a call that waits for keys would wait for ever: one that may hold them waits, perhaps through others, for a
 * call around this one.
 */
export function wouldWaitForever(call: CallWatch, { live }: History): boolean {
  if (needsMoreThanHeld(call)) return true
  const seen = new Set([call])
  for (const one of seen)
    for (const other of live) {
      // One that has ended keeps its keys for the calls inside it.
      for (const holder of [other, ...endedAround(other)]) {
        if (!mayWaitFor(one, holder)) continue
        if (isInside(call, holder)) return true
        seen.add(other)
      }
      if (seen.has(other))
        for (const inner of live)
          if (isInside(inner, other) && inner.stage === 'waiting') seen.add(inner)
    }
  return false
}

function endedAround({ turn }: CallWatch): CallWatch[] {
  const ended: CallWatch[] = []
  for (let { parent } = turn; parent !== undefined; parent = parent.call.turn.parent)
    if (parent.call.stage === 'settled') ended.push(parent.call)
  return ended
}

function mayWaitFor(one: CallWatch, other: CallWatch): boolean {
  if (one.touch === undefined || other.touch === undefined || one.turn === other.turn) return false
  const heir = heirOf(one)
  if (heir !== undefined && !isInside(other, heir)) return false
  return one.stage === 'waiting' && conflict(one.touch, other.touch)
}

/** A call around it holds some of what it needs, and not all: that call, even if it has ended, waits for this one. */
function needsMoreThanHeld({ turn, touch }: CallWatch): boolean {
  for (let { parent } = turn; parent !== undefined; parent = parent.call.turn.parent)
    if (touch && parent.call.touch && conflict(touch, parent.call.touch))
      return !isHeld(touch, parent)
  return false
}
