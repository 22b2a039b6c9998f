import { answer, type AnswerOptions, type Reply } from './agent/answer.ts'
import type { Model } from './agent/model.ts'
import type { ToolCall } from './call/call.ts'
import type { Exact } from './call/options/exact.ts'
import type { ToolResult } from './call/report/result.ts'
import type { Engine } from './turn/contract.ts'
import { expectModel, type Send, senderOf } from './wire/shared/request/client.ts'
import type { Codec } from './wire/codec.ts'
import type { ChatMessage, ChatTool } from './wire/openai-chat/message.ts'
import { type ChatParams, chatRequest } from './wire/openai-chat/request.ts'
import { chatCodec } from './wire/openai-chat/codec.ts'
import { runnable } from './wire/shared/runnable.ts'

/** The official SDK's client, with any base URL, or a function that sends a body. */
export type ChatClient =
  | Send
  | { readonly chat: { readonly completions: { create(body: never, options?: never): unknown } } }

/** The client's own type of message, so that conversations stay in it. */
export type ChatMessageOf<Client> = Client extends {
  chat: { completions: { create(body: infer Body, ...rest: never[]): unknown } }
}
  ? Body extends { messages: readonly (infer Message)[] }
    ? Message
    : ChatMessage
  : ChatMessage

/** The Chat Completions API, which many providers and servers speak. */
export interface ChatProvider {
  readonly codec: Codec<ChatMessage, ChatTool>
  /** The engine's tools, for the `tools` of a request. */
  tools(engine: Engine): ChatTool[]
  /**
   * The calls of a whole response, for `engine.execute`.
   *
   * @throws {FanfoldError} `unreadable_response` if it is no chat completion.
   */
  calls(response: unknown): readonly ToolCall[]
  /** The messages that answer a response: one a call, in call order. */
  results(results: readonly ToolResult[]): ChatMessage[]
  /** Reads a response or a stream, runs its calls, and writes what to append to the conversation. */
  answer<Given = unknown>(
    engine: Engine,
    source: unknown,
    options?: Exact<AnswerOptions, Given>,
  ): Promise<Reply<ChatMessage>>
  /**
   * A model for `createAgent`.
   *
   * @throws {UsageError} if the client cannot send, or `params` name no model.
   */
  model<Client extends ChatClient>(client: Client, params: ChatParams): Model<ChatMessageOf<Client>>
}

/** Chat Completions: with your own client, or as a model for an agent. */
export const chat: ChatProvider = {
  codec: chatCodec,
  tools: (engine) => chatCodec.tools(engine.tools),
  calls: (response) => runnable(chatCodec.read(response)),
  results: (results) => chatCodec.results(results),
  answer: (engine, source, options) => answer(chatCodec, engine, source, options),
  model: makeModel,
}

function makeModel<Client extends ChatClient>(
  client: Client,
  params: ChatParams,
): Model<ChatMessageOf<Client>> {
  expectModel(params)
  const send = senderOf(client, ['chat', 'completions'], 'an OpenAI client')
  return {
    name: params.model,
    // The SDK's type of message is wider than ours; what the codec writes is in both.
    codec: chatCodec as unknown as Codec<ChatMessageOf<Client>>,
    send: async ({ messages, tools, parallel, instructions, signal }) => {
      const written = chatCodec.tools(tools)
      return send(chatRequest(params, { messages, tools: written, parallel, instructions }), {
        signal,
      })
    },
  }
}
