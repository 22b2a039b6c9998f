import { halfPairIn } from '../body/half-pair.ts'
import { RequestRejected } from '../format.ts'

/**
 * Rejects half of a surrogate pair in Anthropic's words (github.com/anthropics/claude-code/issues/60394).
 *
 * @throws {RequestRejected}
 */
export function checkAnthropicText(text: string): void {
  const half = halfPairIn(text)
  if (half === undefined) return
  const why = half.missing === 'low' ? 'no low surrogate' : 'invalid high surrogate'
  const line = text.slice(0, half.at).split('\n').length
  const column = half.at - text.lastIndexOf('\n', half.at)
  throw new RequestRejected(
    `The request body is not valid JSON: ${why} in string: line ${line} column ${column} (char ${half.at})`,
  )
}
