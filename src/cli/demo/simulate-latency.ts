import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Makes a query take as long as one over a network: does it, and waits for the rest of the time.
 *
 * @throws the signal's reason, as soon as it fires.
 */
export async function simulateLatency<T>(
  ms: number,
  signal: AbortSignal,
  query: () => T,
): Promise<T> {
  const startedMs = performance.now()
  const answer = query()
  // Timers drop fractions, and would fire early.
  const restMs = Math.ceil(ms - (performance.now() - startedMs))
  if (restMs > 0) await sleep(restMs, undefined, { signal })
  return answer
}
