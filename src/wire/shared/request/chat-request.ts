import type { RequestParts } from './client.ts'
import { oneCallInstructions, withInstructions } from './instructions.ts'

/** What of a request's own parameters is put together with the conversation's. */
interface ChatParams {
  readonly stream?: boolean
  readonly tools?: readonly object[]
  readonly [param: string]: unknown
}

/**
 * The body of a request to a chat API without a switch against several calls in a message: `forbid` can only ask the
 * model, in the system prompt.
 */
export function chatRequest<Params extends ChatParams>(
  { tools: own = [], stream = true, ...others }: Params,
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
