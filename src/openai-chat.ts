import type { Model } from './agent/model.ts'
import { modelsOf, type Provider, providerOf } from './agent/provider.ts'
import { type Send, senderOf } from './wire/shared/request/client.ts'
import type { ChatMessage, ChatTool } from './wire/openai-chat/message.ts'
import { type ChatParams, chatRequest } from './wire/openai-chat/request.ts'
import { chatCodec } from './wire/openai-chat/codec.ts'

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
export interface ChatProvider extends Provider<ChatMessage, ChatTool> {
  /**
   * A model for `createAgent`.
   *
   * @throws {UsageError} if the client cannot send, or `params` name no model.
   */
  model<Client extends ChatClient>(client: Client, params: ChatParams): Model<ChatMessageOf<Client>>
}

/** Chat Completions: with your own client, or as a model for an agent. */
export const chat: ChatProvider = {
  ...providerOf(chatCodec),
  model: modelsOf(
    chatCodec,
    (client) => senderOf(client, ['chat', 'completions'], 'an OpenAI client'),
    chatRequest,
  ),
}
