import type { RequestParts } from '../shared/request/client.ts'
import { oneCallInstructions, withInstructions } from '../shared/request/instructions.ts'

/**
 * A request's own options, as `doStream` and `doGenerate` take them: `maxOutputTokens`, `temperature`, `reasoning`,
 * `headers`, `providerOptions` … The prompt is the conversation.
 */
export interface AiSdkCallOptions {
  /** Default true: `doStream`. False: `doGenerate`. */
  readonly stream?: boolean
  /** Tools that are not the engine's, such as those that the provider runs; the engine's are added. */
  readonly tools?: readonly object[]
  /**
   * Whether images in results are sent as images; default: if the provider is known to take them there (Anthropic,
   * Amazon Bedrock, Google, OpenAI's Responses). Otherwise the model is told in text that there is one.
   */
  readonly resultImages?: boolean
  readonly [option: string]: unknown
}

/**
 * The options of a call. The interface has no switch against several calls in a message, so `forbid` can only ask
 * the model, in the system prompt; where a provider has one, it goes into `providerOptions`.
 */
export function aiSdkRequest(
  options: AiSdkCallOptions,
  parts: RequestParts,
): Record<string, unknown> {
  const { tools: own = [], stream: _, resultImages: __, ...others } = options
  const tools = [...own, ...parts.tools]
  const added = [parts.instructions, oneCallInstructions(parts)].filter(Boolean).join('\n\n')
  return {
    ...others,
    prompt: withInstructions(parts.messages, added),
    ...(tools.length > 0 && { tools }),
  }
}
