import type { Call } from './harness.ts'

/** Those of whom one has to go on before a call can. */
export type Need = readonly Call[]

/**
 * Whether one call cannot go on before another has run, by the plainest reading: it is not among those who can although
 * that other never runs. Unless `alone`, those can, too, who borrow what they need from calls that wait for them.
 */
export function waitsFor(
  first: Call,
  last: Call,
  alone: boolean,
  needsOf: (call: Call) => readonly Need[],
): boolean {
  if (isInside(last, first)) return true
  const calls = new Map<Call, readonly Need[]>([[first, needsOf(first)]])
  for (const [call, needs] of calls)
    if (call !== last)
      for (const one of needs.flat()) if (!calls.has(one)) calls.set(one, needsOf(one))
  if (!calls.has(last)) return false
  const free = new Set<Call>()
  const meets = (need: Need): boolean => need.some((one) => free.has(one))
  const reaches = (from: Call, to: Call, seen: Set<Call> = new Set()): boolean =>
    from === to ||
    (!free.has(from) &&
      !seen.has(from) &&
      (calls.get(from) ?? []).flat().some((one) => reaches(one, to, seen.add(from))))
  const borrows = (call: Call, needs: readonly Need[]): boolean =>
    !call.isRunning && needs.every((need) => need.some((one) => reaches(one, call)))
  const findFree = (isFree: (call: Call, needs: readonly Need[]) => boolean): Call | undefined =>
    [...calls].find(([call, needs]) => call !== last && !free.has(call) && isFree(call, needs))?.[0]
  for (;;) {
    const next =
      findFree((_call, needs) => needs.every(meets)) ?? (alone ? undefined : findFree(borrows))
    if (next === undefined) return !free.has(first)
    free.add(next)
  }
}

export function isInside({ outer }: Call, other: Call): boolean {
  return outer !== undefined && (outer === other || isInside(outer, other))
}
