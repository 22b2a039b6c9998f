import type { RequestParts } from '../shared/client.ts'
import { oneCallInstructions } from '../shared/one-call.ts'
import { withInstructions } from '../shared/system-message.ts'

/** A request's own parameters, in Ollama's words. The messages are the conversation's. */
export interface OllamaParams {
  readonly model: string
  /** Default true. */
  readonly stream?: boolean
  /** Whether the model thinks before it answers, or how much. */
  readonly think?: boolean | string
  /** The model's own options, such as `num_ctx`. */
  readonly options?: object
  /** Tools that are not the engine's; those are added. */
  readonly tools?: readonly object[]
  readonly [param: string]: unknown
}

/**
 * The body of a request. Ollama has no switch against several calls in a message, so `forbid` can only ask the model,
 * in the system prompt.
 */
export function ollamaRequest(
  { tools: own = [], stream = true, ...others }: OllamaParams,
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
