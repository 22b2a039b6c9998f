import { halfPairIn } from '../body/half-pair.ts'
import { RequestRejected } from '../format.ts'

/**
 * Rejects half of a surrogate pair, which AWS's reader of JSON does not take. The words are ours.
 *
 * @throws {RequestRejected}
 */
export function checkBedrockText(text: string): void {
  const half = halfPairIn(text)
  if (half === undefined) return
  throw new RequestRejected(
    `The request body is no valid JSON: half of a surrogate pair at character ${half.at}.`,
  )
}
