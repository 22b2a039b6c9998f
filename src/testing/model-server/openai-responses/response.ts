import type { Json } from '../format.ts'
import { asArray } from '../json.ts'
import type { Reply } from '../reply.ts'
import { ending, outputItem, type OutputStyle } from './output.ts'
import { programOf } from './program.ts'

/** What the request asks for in the items of the output. */
export function styleOf(reply: Reply, body: Json): OutputStyle {
  const encrypted = asArray(body['include']).includes('reasoning.encrypted_content')
  return { reply, encrypted, program: programOf(reply, body) }
}

/** The response, complete or, without its output, as it begins. */
export function responseBody(style: OutputStyle, body: Json, complete: boolean): Json {
  const { id, createdAt, model, stop } = style.reply
  const cut = complete && stop === 'length'
  return {
    id,
    object: 'response',
    created_at: createdAt,
    status: !complete ? 'in_progress' : cut ? 'incomplete' : 'completed',
    error: null,
    incomplete_details: cut ? { reason: 'max_output_tokens' } : null,
    instructions: body['instructions'] ?? null,
    model,
    output: complete ? wholeOutput(style) : [],
    parallel_tool_calls: body['parallel_tool_calls'] ?? true,
    previous_response_id: null,
    store: body['store'] ?? true,
    tool_choice: body['tool_choice'] ?? 'auto',
    tools: body['tools'] ?? [],
    usage: complete ? usage(style.reply) : null,
  }
}

/** A program that ends comes first, and one that begins before its calls. */
export function wholeOutput(style: OutputStyle): Json[] {
  const { reply, program } = style
  const items = reply.blocks.map((_, index) => outputItem(style, index, ending(reply, index)))
  const firstCall = reply.blocks.findIndex(({ call }) => call !== undefined)
  if (program.begun !== undefined) items.splice(firstCall, 0, program.begun)
  return program.ended === undefined ? items : [program.ended, ...items]
}

function usage({ inputTokens, outputTokens }: Reply): Json {
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: inputTokens + outputTokens,
  }
}
