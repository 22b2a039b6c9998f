import type { RequestParts } from '../shared/request/client.ts'
import { requestTools, type ToolFields } from '../shared/request/tools.ts'
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
  /**
   * Fields to add to the engine's tools, by name, such as `{ get_stock: { allowed_callers: ['code_execution_20260120'] } }`
   * or `cache_control`. A tool that is described in `tools` is not added again.
   */
  readonly toolFields?: ToolFields
  /** The container in which code runs, by its id, or with skills to load. One that a response has named is used from then on. */
  readonly container?: string | object | null
  readonly [param: string]: unknown
}

/** The body of a request. */
export function anthropicRequest(
  params: AnthropicParams,
  parts: RequestParts,
): Record<string, unknown> {
  const { system, tools: own = [], toolFields, tool_choice, container: given, ...others } = params
  const instructed = withInstructions(system, parts.instructions)
  const tools = requestTools(own, parts.tools, toolFields)
  const container = containerOf(given, parts.carried?.container)
  const choice = toolChoice(tool_choice, parts.parallel)
  return {
    stream: true,
    ...others,
    ...parts.carried,
    messages: parts.messages,
    ...(container !== undefined && { container }),
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

/**
 * The live container is the one that the last response named: without it, code that waits for results is refused. Skills
 * stay with it (platform.claude.com/docs/en/agents-and-tools/tool-use/programmatic-tool-calling).
 */
function containerOf(given: AnthropicParams['container'], live: unknown): unknown {
  return isRecord(given) && live !== undefined ? { ...given, id: live } : (live ?? given)
}

/** Several calls in one message are the default, so only the switch against them is ever set. */
function toolChoice(choice: unknown, parallel: RequestParts['parallel']): unknown {
  if (parallel !== 'forbid') return choice
  const chosen = isRecord(choice) ? choice : { type: 'auto' }
  return chosen.type === 'none' ? chosen : { ...chosen, disable_parallel_tool_use: true }
}
