import type { RequestParts } from '../shared/request/client.ts'
import { isRecord } from '../shared/shape.ts'

/** A request's own parameters, in Anthropic's words. The messages are the conversation's. */
export interface AnthropicParams {
  readonly model: string
  readonly max_tokens: number
  /** Default true. */
  readonly stream?: boolean
  readonly system?: string | readonly object[]
  readonly tool_choice?: object
  /** Tools that the provider runs itself, such as web search; the engine's are added. */
  readonly tools?: readonly object[]
  readonly [param: string]: unknown
}

/** The body of a request. */
export function anthropicRequest(
  params: AnthropicParams,
  parts: RequestParts,
): Record<string, unknown> {
  const { system, tools: own = [], tool_choice, ...others } = params
  const instructed = withInstructions(system, parts.instructions)
  const tools = [...own, ...parts.tools]
  const choice = toolChoice(tool_choice, parts.parallel)
  return {
    stream: true,
    ...others,
    messages: parts.messages,
    ...(instructed !== undefined && { system: instructed }),
    ...(tools.length > 0 && { tools, ...(choice !== undefined && { tool_choice: choice }) }),
  }
}

/** Appended last, so that a cached prompt keeps its prefix. */
function withInstructions(
  system: AnthropicParams['system'],
  instructions: string | undefined,
): AnthropicParams['system'] {
  if (instructions === undefined || instructions === '') return system
  if (system === undefined || system === '') return instructions
  if (typeof system === 'string') return `${system}\n\n${instructions}`
  return [...system, { type: 'text', text: instructions }]
}

/** Several calls in one message are the default, so only the switch against them is ever set. */
function toolChoice(choice: unknown, parallel: RequestParts['parallel']): unknown {
  if (parallel !== 'forbid') return choice
  const chosen = isRecord(choice) ? choice : { type: 'auto' }
  return chosen.type === 'none' ? chosen : { ...chosen, disable_parallel_tool_use: true }
}
