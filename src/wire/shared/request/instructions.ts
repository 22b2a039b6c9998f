import { isRecord } from '../shape.ts'
import type { RequestParts } from './client.ts'

/**
 * Messages with instructions added to the end of the leading system message, if there is one: that keeps the prefix
 * of a cached prompt, and many servers' prompt templates take no second system message.
 */
export function withInstructions(
  messages: readonly unknown[],
  instructions: string | undefined,
): readonly unknown[] {
  if (instructions === undefined || instructions === '') return messages
  const [first, ...rest] = messages
  if (!isRecord(first) || (first.role !== 'system' && first.role !== 'developer'))
    return [{ role: 'system', content: instructions }, ...messages]
  const { content } = first
  const together = Array.isArray(content)
    ? [...(content as unknown[]), { type: 'text', text: instructions }]
    : `${String(content ?? '')}\n\n${instructions}`
  return [{ ...first, content: together }, ...rest]
}

export const oneCallAtATime: string =
  'Make at most one tool call in a message, and wait for its result before the next one.'

/**
 * What tells a model to make one call at a time, for providers that have no switch for it. It is a request,
 * not a guarantee: calls that come together all the same are run.
 */
export function oneCallInstructions({ parallel, tools }: RequestParts): string | undefined {
  if (parallel !== 'forbid' || tools.length === 0) return undefined
  return oneCallAtATime
}
