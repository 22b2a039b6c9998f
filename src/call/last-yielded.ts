import { nextTurn, type Clock } from '../util/clock.ts'
import { isStream } from './content/opaque.ts'

/**
 * Whether a tool answers by values one after the other, as an `async function*` does. A stream does not: its chunks are
 * pieces of one value.
 */
export function yieldsValues(value: unknown): value is AsyncIterable<unknown> {
  if (typeof value !== 'object' || value === null) return false
  try {
    const iterate = (value as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator]
    return typeof iterate === 'function' && !isStream(value)
  } catch {
    return false
  }
}

/**
 * After so many values, or milliseconds, everybody else gets a turn. A tool that waits for nothing between its values
 * would otherwise keep the process from all else, its own time-out included.
 */
const mostValues = 100
const mostMs = 10

/**
 * The last value yielded is the result, and each is preliminary until the next one comes: the AI SDK's reading of such a
 * tool (ai-sdk.dev, "Preliminary tool results").
 *
 * @param tell is called with each; if it returns false, the next one is not awaited.
 */
export async function lastYielded(
  values: AsyncIterable<unknown>,
  tell: (value: unknown) => unknown,
  clock: Clock,
): Promise<unknown> {
  let last: unknown
  let count = 0
  let turnMs = clock.now()
  for await (const value of values) {
    last = value
    if (tell(value) === false) break
    count += 1
    if (count < mostValues && clock.now() - turnMs < mostMs) continue
    await nextTurn()
    count = 0
    turnMs = clock.now()
  }
  return last
}
