import { keyBelow } from '../body/depth.ts'
import { halfPairIn } from '../body/half-pair.ts'
import { RequestRejected } from '../format.ts'

/** As deep as Google's reader of JSON goes (`kDefaultMaxRecursionDepth` of protobuf's `json_stream_parser.cc`). */
const deepest = 100

/**
 * Rejects what Google's reader of JSON rejects, in its words: half of a surrogate pair, and what nests too deep.
 *
 * @throws {RequestRejected}
 */
export function checkGeminiText(text: string): void {
  const half = halfPairIn(text)
  if (half !== undefined)
    throw unreadable(
      half.missing === 'low' ? 'Missing low surrogate.' : 'Invalid unicode code point.',
    )
  const key = keyBelow(JSON.parse(text), deepest)
  if (key !== undefined)
    throw unreadable(`Message too deep. Max recursion depth reached for key '${key}'`)
}

function unreadable(why: string): RequestRejected {
  return new RequestRejected(`Invalid JSON payload received. ${why}`)
}
