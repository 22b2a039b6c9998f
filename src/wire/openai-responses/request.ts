import { UsageError } from '../../call/errors/error.ts'
import { show } from '../../call/expect.ts'
import type { RequestParts } from '../shared/request/client.ts'
import { requestTools, type ToolFields } from '../shared/request/tools.ts'
import { isRecord, textOf } from '../shared/shape.ts'
import { describedNames } from './namespace.ts'

/** A request's own parameters, in OpenAI's words. The input is the conversation. */
export interface ResponsesParams {
  readonly model: string
  /** Default true. */
  readonly stream?: boolean
  readonly instructions?: string | null
  /** OpenAI's default is true. With false the model's reasoning is asked for in encrypted form, to be sent back. */
  readonly store?: boolean | null
  readonly include?: readonly string[] | null
  readonly reasoning?: object | null
  /** A response that the whole conversation of a run continues. */
  readonly previous_response_id?: string | null
  readonly tool_choice?: unknown
  /** Null leaves it out even where the agent forbids several calls, for servers that do not know it. */
  readonly parallel_tool_calls?: boolean | null
  /** Tools that the provider runs itself, such as web search; the engine's are added. */
  readonly tools?: readonly object[]
  /**
   * Fields to add to the engine's tools, by name, such as `{ get_stock: { allowed_callers: ['programmatic'] } }`. A tool that
   * is described in `tools`, perhaps in a namespace, is not added again.
   */
  readonly toolFields?: ToolFields
  readonly [param: string]: unknown
}

const encrypted = 'reasoning.encrypted_content'
/** The models that reason; the others refuse to be asked for encrypted reasoning. */
const reasons = /^(?:openai\/)?(?:o\d|gpt-(?:[5-9]|\d\d)|codex|computer-use)(?!.*-chat)/

/**
 * The body of a request. It always holds the whole conversation, so that it works whether the provider stores
 * responses or not, and can be sent again.
 */
export function responsesRequest(
  params: ResponsesParams,
  parts: RequestParts,
): Record<string, unknown> {
  const { tools: own = [], toolFields, tool_choice, ...given } = params
  const { parallel_tool_calls: switched, ...others } = given
  const instructions = withInstructions(params.instructions, parts.instructions)
  const include = includes(params)
  const tools = requestTools(own, parts.tools, toolFields, describedNames(own))
  // Several calls in one message are the default.
  const parallel = parts.parallel === 'forbid' && switched !== null ? false : switched
  return {
    stream: true,
    ...others,
    ...parts.carried,
    input: params.store === false ? parts.messages.filter(isSelfContained) : parts.messages,
    ...(instructions && { instructions }),
    ...(include && { include }),
    ...(tools.length > 0 && {
      tools,
      ...(tool_choice !== undefined && { tool_choice }),
      ...(typeof parallel === 'boolean' && { parallel_tool_calls: parallel }),
    }),
  }
}

/**
 * @throws {UsageError} for a conversation that the provider keeps, which would hold every item twice; for a response that is
 * made in the background and not streamed, which would have to be asked for again and again.
 */
export function expectAgentCan({ conversation, background, stream }: ResponsesParams): void {
  if (background === true && stream === false)
    throw new UsageError(
      'Expected no `background` beside `stream: false`: the agent would get a response that is not finished. Leave out one of the two.',
    )
  if (conversation === undefined || conversation === null) return
  throw new UsageError(
    `Expected no \`conversation\`, got ${show(conversation)}: the agent sends the whole conversation with each ` +
      'request. To continue a stored one, give `previous_response_id`.',
  )
}

/** Appended last, so that a cached prompt keeps its prefix. */
function withInstructions(
  own: string | null | undefined,
  added: string | undefined,
): string | undefined {
  return own && added ? `${own}\n\n${added}` : own || added || undefined
}

function includes(params: ResponsesParams): readonly string[] | null | undefined {
  const { include, store, reasoning, model } = params
  if (store !== false || include?.includes(encrypted)) return include
  return isRecord(reasoning) || reasons.test(model) ? [...(include ?? []), encrypted] : include
}

/** Reasoning of which only the id is left would be looked up, and not found, where nothing is stored. */
function isSelfContained(item: unknown): boolean {
  return !(isRecord(item) && item.type === 'reasoning' && textOf(item.encrypted_content) === '')
}
