import { conflict, type Touch } from '../model/touch.ts'
import type { AttemptWatch } from '../watch/attempt-watch.ts'
import type { CallWatch } from '../watch/call-watch.ts'
import type { History } from '../watch/history.ts'
import { isOverInside, mayHaveLent } from './limited.ts'

/** Whether a call belongs to a turn that `outer` began, however deep. */
export function isInside(call: CallWatch, outer: CallWatch): boolean {
  for (let parent = call.turn.parent; parent !== undefined; parent = parent.call.turn.parent)
    if (parent.call === outer) return true
  return false
}

/**
 * How many slots the attempts in flight need at the least: one that waits for turns inside it needs none, until it
 * goes on.
 */
export function slotsInUse({ flight, hasNested, nowMs }: History): number {
  const running = flight.surelyRunning
  if (!hasNested) return running.size
  let slots = 0
  for (const attempt of running) if (usesSlot(attempt, nowMs)) slots += 1
  return slots
}

/** Whether there may be no free slot, with those that are about to come back. */
export function maybeFull(history: History): boolean {
  const { flight, engine } = history
  let slots = resuming(history)
  for (const { waitsInside } of flight.running) if (!waitsInside) slots += 1
  return slots >= engine.concurrency
}

/** The attempt around it needs its slot, and what it has lent meanwhile, before it can go on with the result. */
export function mayBeKeptBack(call: CallWatch, history: History): boolean {
  const { parent } = call.turn
  if (parent === undefined || !call.isLastInside) return false
  return maybeFull(history) || mayHaveLent(parent.call, history)
}

function usesSlot(attempt: AttemptWatch, nowMs: number): boolean {
  const { inside, isInterrupted, waitsInside } = attempt
  // Who is told to stop while it waits goes on at once.
  if (waitsInside || isInterrupted || (inside.length > 0 && attempt.causes(nowMs).length > 0))
    return false
  return !isOverInside(attempt)
}

/** How many are about to go on: what they wait for is done, and before they hear of it each needs a slot. */
function resuming({ live, hasNested, nowMs }: History): number {
  if (!hasNested) return 0
  let count = 0
  for (const call of live) if (call.isLastInside && isDone(call, nowMs)) count += 1
  return count
}

/** It has an outcome, as far as is seen, and nobody is told of it. */
function isDone(call: CallWatch, nowMs: number): boolean {
  if (call.stage !== 'running') return call.causes(nowMs).length > 0
  return call.inFlight.some(({ end }) => end !== undefined)
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
 * Whether a call that waits for keys would wait forever: it waits, perhaps through others, for itself. What counts is
 * what others really hold, and places within a turn.
 */
export function wouldWaitForever(call: CallWatch, { live }: History): boolean {
  const reached = new Set<CallWatch>()
  const open = [call]
  for (let one = open.pop(); one !== undefined; one = open.pop())
    for (const next of waitedFor(one, live)) {
      if (next === call) return true
      if (reached.has(next)) continue
      reached.add(next)
      open.push(next)
    }
  return false
}

function waitedFor(call: CallWatch, live: ReadonlySet<CallWatch>): CallWatch[] {
  if (call.stage === 'running')
    return [...live].filter(({ turn }) => turn.parent !== undefined && turn.parent.call === call)
  return [...live].filter((other) => other !== call && isInTheWay(other, call))
}

function isInTheWay(other: CallWatch, call: CallWatch): boolean {
  if (call.waitsFor === 'shared' && call.isShared && other.inputKey === call.inputKey) return true
  if (call.touch === undefined || other.touch === undefined || isInside(call, other)) return false
  if (!conflict(call.touch, other.touch)) return keptAround(other, call)
  return other.turn === call.turn ? other.index < call.index : holdsKeys(other)
}

/** A call that has ended keeps its keys for the calls inside it. */
function keptAround({ turn }: CallWatch, { touch }: CallWatch): boolean {
  for (let { parent } = turn; parent !== undefined; parent = parent.call.turn.parent)
    if (parent.call.stage === 'settled' && touch && parent.call.touch)
      if (conflict(touch, parent.call.touch)) return true
  return false
}

/** It has started, or has got as far as to wait for what comes after keys. */
function holdsKeys({ attempts, waitsFor }: CallWatch): boolean {
  return attempts.length > 0 || waitsFor === 'limit' || waitsFor === 'shared'
}
