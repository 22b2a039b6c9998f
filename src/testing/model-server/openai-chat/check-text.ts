import { halfPairIn } from '../body/half-pair.ts'
import { RequestRejected } from '../format.ts'

/**
 * Rejects half of a surrogate pair as OpenAI rejects all that it cannot parse.
 *
 * @throws {RequestRejected}
 */
export function checkOpenaiText(text: string): void {
  if (halfPairIn(text) === undefined) return
  throw new RequestRejected(
    'Invalid body: failed to parse JSON value. Please check the value to ensure it is valid JSON. (Common errors ' +
      'include trailing commas, missing closing brackets, missing quotation marks, etc.)',
  )
}
