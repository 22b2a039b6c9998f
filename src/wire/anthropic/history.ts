import type { AnthropicMessage } from './message.ts'
import { isRecord, recordsOf, textOf } from '../shared/shape.ts'

/**
 * Warns of results of one turn that stand in several messages. Anthropic takes them, but its models learn from them to
 * make one call at a time (platform.claude.com/docs/en/agents-and-tools/tool-use/parallel-tool-use, troubleshooting).
 */
export function historyWarning(messages: readonly AnthropicMessage[]): string | undefined {
  const places = messages.flatMap((message, place) =>
    holdsResults(message) && holdsResults(messages[place - 1]) ? [place] : [],
  )
  const [first] = places
  if (first === undefined) return undefined
  const others = places.length === 1 ? '' : ` (and ${places.length - 1} more)`
  return (
    `The results of one turn are split over several user messages: messages[${first - 1}] and messages[${first}]` +
    `${others}. That teaches Claude not to make calls in parallel. Put all results of a turn into one message, as ` +
    '`anthropic.results` writes them.'
  )
}

function holdsResults(message: unknown): boolean {
  if (!isRecord(message) || message.role !== 'user') return false
  return recordsOf(message.content).some(({ type }) => type === 'tool_result')
}

/**
 * Whether the last message of the model's has calls of its code, which takes nothing but their results
 * (platform.claude.com/docs/en/agents-and-tools/tool-use/programmatic-tool-calling).
 */
export function waitsForResults(messages: readonly AnthropicMessage[]): boolean {
  const last: unknown = messages.findLast((message: unknown) => !holdsResults(message))
  if (!isRecord(last) || last.role !== 'assistant') return false
  return recordsOf(last.content).some(
    ({ type, caller }) => type === 'tool_use' && isRecord(caller) && textOf(caller.tool_id) !== '',
  )
}
