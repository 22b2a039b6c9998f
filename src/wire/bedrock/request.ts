import type { RequestParts } from '../shared/request/client.ts'
import { oneCallInstructions } from '../shared/request/instructions.ts'

/** A request's own parameters, in Bedrock's words. The messages are the conversation's. */
export interface BedrockParams {
  /** A model's id, an inference profile or an ARN. */
  readonly modelId: string
  /** Default true: `ConverseStream` is asked instead of `Converse`. */
  readonly stream?: boolean
  readonly system?: readonly object[]
  /** Tools that are not the engine's, and cache points; the engine's tools are added. */
  readonly toolConfig?: { readonly tools?: readonly object[]; readonly toolChoice?: object }
  readonly [param: string]: unknown
}

/**
 * The input of a Converse request. Converse has no switch against several calls in a message
 * (API_runtime_ToolConfiguration), so `forbid` can only ask the model, in the system prompt.
 */
export function bedrockRequest(
  params: BedrockParams,
  parts: RequestParts,
): Record<string, unknown> {
  const { system = [], toolConfig = {}, ...others } = params
  const tools = [...(toolConfig.tools ?? []), ...parts.tools]
  const added = [parts.instructions, oneCallInstructions(parts)]
  // Appended last, so that a cached prompt keeps its prefix.
  const prompt = [...system, ...added.filter(Boolean).map((text) => ({ text }))]
  const input: Record<string, unknown> = {
    ...others,
    messages: parts.messages,
    ...(prompt.length > 0 && { system: prompt }),
    ...(tools.length > 0 && { toolConfig: { ...toolConfig, tools } }),
  }
  // Which operation is asked says it.
  delete input.stream
  return input
}
