import { conflict, isInside, type CallWatch, type Watch } from './watch.ts'

/**
 * Whether a call waits, perhaps through others, for itself: over keys that others really hold, places in its turn, and
 * leaders whose result it waits for. Limits and slots are no part of it: who waits for one never waits forever.
 */
export function isInCycle(call: CallWatch, watch: Watch): boolean {
  const reached = new Set<CallWatch>()
  const open = [call]
  // That it waits for keys is told only of those who go on waiting.
  call.waitsFor = 'conflict'
  for (let one = open.pop(); one !== undefined; one = open.pop())
    for (const next of waitedFor(one, watch)) {
      if (next === call) return true
      if (reached.has(next)) continue
      reached.add(next)
      open.push(next)
    }
  return false
}

function waitedFor(call: CallWatch, { calls }: Watch): CallWatch[] {
  const live = [...calls.values()].filter((other) => other !== call && !other.settled)
  if (call.body !== undefined && !call.body.isOver)
    return call.body.atWork ? [] : live.filter(({ turn }) => turn.parent === call.body)
  if (call.waitsFor === 'shared') return live.filter((other) => areEqual(call, other))
  if (call.waitsFor !== 'conflict') return []
  return live.filter((other) => isInTheWay(other, call))
}

/** Within a turn the place counts, from turn to turn only what is held; what is held around a call is there for it. */
function isInTheWay(other: CallWatch, call: CallWatch): boolean {
  if (!conflict(call, other) || isInside(call, other)) return false
  return other.turn === call.turn ? other.index < call.index : holdsKeys(other)
}

/** It has started, or has got as far as to wait for what comes after keys. */
function holdsKeys({ body, waitsFor }: CallWatch): boolean {
  return body !== undefined || waitsFor === 'limit' || waitsFor === 'shared'
}

export function areEqual(one: CallWatch, other: CallWatch): boolean {
  return (
    one.tool.coalesce &&
    one.tool === other.tool &&
    one.engine === other.engine &&
    one.plan.keys.join() === other.plan.keys.join()
  )
}
