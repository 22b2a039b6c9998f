/** In milliseconds. */
const backoffDefaults: { readonly baseMs: number; readonly capMs: number } = {
  baseMs: 200,
  capMs: 10_000,
}

/**
 * How long to wait before the next attempt: "full jitter", a uniform draw from zero to a bound that doubles
 * (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015). A server's Retry-After is the least,
 * with a little jitter on top, so that those who were told the same do not come back in one moment.
 *
 * @param attempt the attempt that failed, from 1.
 * @param random from 0 to 1.
 * @returns milliseconds.
 */
export function backoffMs(
  attempt: number,
  random: number,
  retryAfterMs?: number,
  { baseMs, capMs }: { readonly baseMs: number; readonly capMs: number } = backoffDefaults,
): number {
  if (retryAfterMs !== undefined) return retryAfterMs + random * Math.min(baseMs, retryAfterMs)
  return random * Math.min(capMs, baseMs * 2 ** (attempt - 1))
}
