import type { RequestParts } from '../shared/client.ts'
import { oneCallInstructions } from '../shared/one-call.ts'
import { withInstructions } from '../shared/system-message.ts'

/** A request's own parameters, in the words of the client: Cohere's SDK spells them `maxTokens`, HTTP `max_tokens`. */
export interface CohereParams {
  readonly model: string
  /** Default true. */
  readonly stream?: boolean
  /** Tools that are not the engine's; those are added. */
  readonly tools?: readonly object[]
  readonly [param: string]: unknown
}

/**
 * The body of a request. Cohere has no switch against several calls in a message, so `forbid` can only ask the model,
 * in the system prompt.
 */
export function cohereRequest(
  { tools: own = [], stream = true, ...others }: CohereParams,
  parts: RequestParts,
): Record<string, unknown> {
  const tools = [...own, ...parts.tools]
  const added = [parts.instructions, oneCallInstructions(parts)].filter(Boolean).join('\n\n')
  return {
    ...others,
    stream,
    messages: withInstructions(parts.messages, added),
    ...(tools.length > 0 && { tools }),
  }
}
