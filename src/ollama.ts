import type { Model } from './agent/model.ts'
import { modelsOf, type Provider, providerOf } from './agent/provider.ts'
import { ollamaCodec } from './wire/ollama/codec.ts'
import type { OllamaMessage, OllamaTool } from './wire/ollama/message.ts'
import type { OllamaParams } from './wire/ollama/request.ts'
import { chatRequest } from './wire/shared/request/chat-request.ts'
import { type Send, senderOf } from './wire/shared/request/client.ts'

export type { OllamaMessage, OllamaTool } from './wire/ollama/message.ts'
export type { OllamaParams } from './wire/ollama/request.ts'
export { HttpStatusError } from './wire/source/source-error.ts'

/** A client of the `ollama` package, or a function that sends a body. */
export type OllamaClient = Send | { chat(body: never): unknown }

/** The client's own type of message, so that conversations stay in it. */
export type OllamaMessageOf<Client> = Client extends { chat(body: infer Body): unknown }
  ? Body extends { messages?: readonly (infer Message)[] | undefined }
    ? Message
    : OllamaMessage
  : OllamaMessage

/** Ollama's own chat API. */
export interface OllamaProvider extends Provider<OllamaMessage, OllamaTool> {
  /**
   * A model for `createAgent`. The `ollama` package can end a stream, but not a request whose response has not begun:
   * an abort leaves that one to itself.
   *
   * @throws {UsageError} if the client cannot send, or `params` name no model.
   */
  model<Client extends OllamaClient>(
    client: Client,
    params: OllamaParams,
  ): Model<OllamaMessageOf<Client>>
}

/** Ollama's own chat API: with your own client, or as a model for an agent. */
export const ollama: OllamaProvider = {
  ...providerOf(ollamaCodec),
  model: modelsOf(
    ollamaCodec,
    (client) => senderOf(client, [], 'an Ollama client', 'chat'),
    chatRequest<OllamaParams>,
  ),
}
