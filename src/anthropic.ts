import { answer, type AnswerOptions, type Reply } from './agent/answer.ts'
import type { Model } from './agent/model.ts'
import type { ToolCall } from './call/call.ts'
import type { Exact } from './call/options/exact.ts'
import type { ToolResult } from './call/report/result.ts'
import type { Engine } from './turn/contract.ts'
import type { AnthropicMessage, AnthropicTool } from './wire/anthropic/message.ts'
import { type AnthropicParams, anthropicRequest } from './wire/anthropic/request.ts'
import { anthropicCodec } from './wire/anthropic/codec.ts'
import { expectModel, type Send, senderOf } from './wire/shared/request/client.ts'
import type { Codec } from './wire/codec.ts'
import { runnable } from './wire/shared/runnable.ts'

export type { AnthropicMessage, AnthropicTool } from './wire/anthropic/message.ts'
export type { AnthropicParams } from './wire/anthropic/request.ts'
export { HttpStatusError } from './wire/source/source-error.ts'

/** The official SDK's client (also its `beta`, and those for Bedrock and Vertex), or a function that sends a body. */
export type AnthropicClient =
  Send | { readonly messages: { create(body: never, options?: never): unknown } }

/** The client's own type of message, so that conversations stay in it. */
export type AnthropicMessageOf<Client> = Client extends {
  messages: { create(body: infer Body, ...rest: never[]): unknown }
}
  ? Body extends { messages: readonly (infer Message)[] }
    ? Message
    : AnthropicMessage
  : AnthropicMessage

/** The Messages API, which other servers speak too. */
export interface AnthropicProvider {
  readonly codec: Codec<AnthropicMessage, AnthropicTool>
  /** The engine's tools, for the `tools` of a request. */
  tools(engine: Engine): AnthropicTool[]
  /**
   * The calls of a whole response, for `engine.execute`.
   *
   * @throws {FanfoldError} `unreadable_response` if it is no Anthropic message.
   */
  calls(response: unknown): readonly ToolCall[]
  /** The message that answers a response: all results, in call order. None for no results. */
  results(results: readonly ToolResult[]): AnthropicMessage[]
  /** Reads a response or a stream, runs its calls, and writes what to append to the conversation. */
  answer<Given = unknown>(
    engine: Engine,
    source: unknown,
    options?: Exact<AnswerOptions, Given>,
  ): Promise<Reply<AnthropicMessage>>
  /**
   * A model for `createAgent`.
   *
   * @throws {UsageError} if the client cannot send, or `params` name no model.
   */
  model<Client extends AnthropicClient>(
    client: Client,
    params: AnthropicParams,
  ): Model<AnthropicMessageOf<Client>>
}

/** Anthropic's Messages API: with your own client, or as a model for an agent. */
export const anthropic: AnthropicProvider = {
  codec: anthropicCodec,
  tools: (engine) => anthropicCodec.tools(engine.tools),
  calls: (response) => runnable(anthropicCodec.read(response)),
  results: (results) => anthropicCodec.results(results),
  answer: (engine, source, options) => answer(anthropicCodec, engine, source, options),
  model: makeModel,
}

function makeModel<Client extends AnthropicClient>(
  client: Client,
  params: AnthropicParams,
): Model<AnthropicMessageOf<Client>> {
  expectModel(params)
  const send = senderOf(client, ['messages'], 'an Anthropic client')
  return {
    name: params.model,
    // The SDK's type of message is wider than ours; what the codec writes is in both.
    codec: anthropicCodec as unknown as Codec<AnthropicMessageOf<Client>>,
    send: async ({ messages, tools, parallel, instructions, signal }) => {
      const written = anthropicCodec.tools(tools)
      const parts = { messages, tools: written, parallel, instructions }
      return send(anthropicRequest(params, parts), { signal })
    },
  }
}
