/**
 * The least time in which calls of these durations can run if every pair's first call must end before its second
 * starts. Pairs name calls by their index, the first the lower.
 */
export function criticalPathMs(
  durationsMs: readonly number[],
  before: readonly (readonly [number, number])[],
): number {
  const endsMs: number[] = []
  for (const [index, durationMs] of durationsMs.entries()) {
    const needs = before.filter(([, then]) => then === index).map(([first]) => endsMs[first] ?? 0)
    endsMs.push(Math.max(0, ...needs) + durationMs)
  }
  return Math.max(0, ...endsMs)
}
