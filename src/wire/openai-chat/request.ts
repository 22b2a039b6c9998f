import type { RequestParts } from '../shared/request/client.ts'
import { withInstructions } from '../shared/request/instructions.ts'

/** A request's own parameters, in OpenAI's words. The messages are the conversation's. */
export interface ChatParams {
  readonly model: string
  /** Default true. */
  readonly stream?: boolean
  /** Default `{ include_usage: true }` for a stream; null leaves it out, for servers that do not know it. */
  readonly stream_options?: object | null
  readonly tool_choice?: unknown
  /** Null leaves it out, for models that do not know it; else it is set as the agent asks. */
  readonly parallel_tool_calls?: boolean | null
  /** Tools that are not the engine's; those are added. */
  readonly tools?: readonly object[]
  readonly [param: string]: unknown
}

/** OpenAI's first reasoning models refuse a request that has `parallel_tool_calls`; they make one call at a time. */
const withoutSwitch = /^(?:openai\/)?o[1-9]\b/

/** The body of a request. */
export function chatRequest(params: ChatParams, parts: RequestParts): Record<string, unknown> {
  const {
    stream = true,
    stream_options,
    tools: own = [],
    tool_choice,
    parallel_tool_calls,
    ...others
  } = params
  const tools = [...own, ...parts.tools]
  const parallel = withoutSwitch.test(params.model)
    ? undefined
    : parallelSwitch(parts.parallel, parallel_tool_calls)
  return {
    ...others,
    stream,
    messages: withInstructions(parts.messages, parts.instructions),
    ...(stream &&
      stream_options !== null && { stream_options: { include_usage: true, ...stream_options } }),
    ...(tools.length > 0 && {
      tools,
      ...(tool_choice !== undefined && { tool_choice }),
      ...(parallel !== undefined && { parallel_tool_calls: parallel }),
    }),
  }
}

/** What the user set stands, except that `forbid` must hold; null means that the server does not know the switch. */
function parallelSwitch(
  parallel: RequestParts['parallel'],
  set: boolean | null | undefined,
): boolean | undefined {
  if (set === null) return undefined
  if (parallel === 'forbid') return false
  return set ?? (parallel === 'encourage' ? true : undefined)
}
