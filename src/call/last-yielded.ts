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
 * The last value yielded is the result, and each is preliminary until the next one comes: the AI SDK's reading of such a
 * tool (ai-sdk.dev, "Preliminary tool results").
 *
 * @param tell is told of each; if it returns false, nobody waits for the next one.
 */
export async function lastYielded(
  values: AsyncIterable<unknown>,
  tell: (value: unknown) => unknown,
): Promise<unknown> {
  let last: unknown
  for await (const value of values) {
    last = value
    if (tell(value) === false) break
  }
  return last
}
