import { answer, type AnswerOptions, type Reply } from './agent/answer.ts'
import type { Model } from './agent/model.ts'
import type { ToolCall } from './call/call.ts'
import type { Exact } from './call/options/exact.ts'
import type { ToolResult } from './call/report/result.ts'
import type { Engine } from './turn/contract.ts'
import type { Codec } from './wire/codec.ts'
import { ollamaCodec } from './wire/ollama/codec.ts'
import type { OllamaMessage, OllamaTool } from './wire/ollama/message.ts'
import { type OllamaParams, ollamaRequest } from './wire/ollama/request.ts'
import { expectModel, type Send, senderOf } from './wire/shared/request/client.ts'
import { runnable } from './wire/shared/runnable.ts'

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
export interface OllamaProvider {
  readonly codec: Codec<OllamaMessage, OllamaTool>
  /** The engine's tools, for the `tools` of a request. */
  tools(engine: Engine): OllamaTool[]
  /**
   * The calls of a whole response, for `engine.execute`.
   *
   * @throws {FanfoldError} `unreadable_response` if it is no Ollama message.
   */
  calls(response: unknown): readonly ToolCall[]
  /** The messages that answer a response: one a call, in call order, which is all that tells them apart. */
  results(results: readonly ToolResult[]): OllamaMessage[]
  /** Reads a response or a stream, runs its calls, and writes what to append to the conversation. */
  answer<Given = unknown>(
    engine: Engine,
    source: unknown,
    options?: Exact<AnswerOptions, Given>,
  ): Promise<Reply<OllamaMessage>>
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
  codec: ollamaCodec,
  tools: (engine) => ollamaCodec.tools(engine.tools),
  calls: (response) => runnable(ollamaCodec.read(response)),
  results: (results) => ollamaCodec.results(results),
  answer: (engine, source, options) => answer(ollamaCodec, engine, source, options),
  model: makeModel,
}

function makeModel<Client extends OllamaClient>(
  client: Client,
  params: OllamaParams,
): Model<OllamaMessageOf<Client>> {
  expectModel(params)
  const send = senderOf(client, [], 'an Ollama client', 'chat')
  return {
    name: params.model,
    // The package's type of message is wider than ours; what the codec writes is in both.
    codec: ollamaCodec as unknown as Codec<OllamaMessageOf<Client>>,
    send: async ({ messages, tools, parallel, instructions, signal }) => {
      const parts = { messages, tools: ollamaCodec.tools(tools), parallel, instructions }
      return send(ollamaRequest(params, parts), { signal })
    },
  }
}
