import { answer, type AnswerOptions, type Reply } from './agent/answer.ts'
import type { Model } from './agent/model.ts'
import type { ToolCall } from './call/call.ts'
import type { Exact } from './call/options/exact.ts'
import type { ToolResult } from './call/report/result.ts'
import type { Engine } from './turn/contract.ts'
import type { Codec } from './wire/codec.ts'
import { responsesCodec } from './wire/openai-responses/codec.ts'
import type { ResponsesItem, ResponsesTool } from './wire/openai-responses/item.ts'
import {
  expectNoConversation,
  type ResponsesParams,
  responsesRequest,
} from './wire/openai-responses/request.ts'
import { outputItems } from './wire/openai-responses/result.ts'
import { expectModel, type Send, senderOf } from './wire/shared/request/client.ts'
import { runnable } from './wire/shared/runnable.ts'

/** The official SDK's client, with any base URL, or a function that sends a body. */
export type ResponsesClient =
  Send | { readonly responses: { create(body: never, options?: never): unknown } }

/** The client's own type of input item, so that conversations stay in it. */
export type ResponsesItemOf<Client> = Client extends {
  responses: { create(body: infer Body, ...rest: never[]): unknown }
}
  ? Body extends { input?: infer Input }
    ? Extract<Input, readonly unknown[]> extends readonly (infer Item)[]
      ? Item
      : ResponsesItem
    : ResponsesItem
  : ResponsesItem

/** OpenAI's Responses API. Its conversations are lists of items: a response adds several. */
export interface ResponsesProvider {
  readonly codec: Codec<ResponsesItem, ResponsesTool>
  /** The engine's tools, for the `tools` of a request. */
  tools(engine: Engine): ResponsesTool[]
  /**
   * The calls of a whole response, for `engine.execute`.
   *
   * @throws {FanfoldError} `unreadable_response` if it is no response of this API.
   */
  calls(response: unknown): readonly ToolCall[]
  /**
   * The items that answer a response: one a call, in call order. `output` is the response's own, and is needed if it
   * calls custom tools, whose answers are items of another type.
   */
  results(results: readonly ToolResult[], output?: readonly object[]): ResponsesItem[]
  /** Reads a response or a stream, runs its calls, and writes what to append to the conversation. */
  answer<Given = unknown>(
    engine: Engine,
    source: unknown,
    options?: Exact<AnswerOptions, Given>,
  ): Promise<Reply<ResponsesItem>>
  /**
   * A model for `createAgent`. Each request holds the whole conversation, so that nothing need be stored.
   *
   * @throws {UsageError} if the client cannot send, or `params` name no model or a stored `conversation`.
   */
  model<Client extends ResponsesClient>(
    client: Client,
    params: ResponsesParams,
  ): Model<ResponsesItemOf<Client>>
}

/** The Responses API: with your own client, or as a model for an agent. */
export const responses: ResponsesProvider = {
  codec: responsesCodec,
  tools: (engine) => responsesCodec.tools(engine.tools),
  calls: (response) => runnable(responsesCodec.read(response)),
  results: outputItems,
  answer: (engine, source, options) => answer(responsesCodec, engine, source, options),
  model: makeModel,
}

function makeModel<Client extends ResponsesClient>(
  client: Client,
  params: ResponsesParams,
): Model<ResponsesItemOf<Client>> {
  expectModel(params)
  expectNoConversation(params)
  const send = senderOf(client, ['responses'], 'an OpenAI client')
  return {
    name: params.model,
    // The SDK's type of item is wider than ours; what the codec writes is in both.
    codec: responsesCodec as unknown as Codec<ResponsesItemOf<Client>>,
    send: async ({ messages, tools, parallel, instructions, signal }) => {
      const written = responsesCodec.tools(tools)
      return send(responsesRequest(params, { messages, tools: written, parallel, instructions }), {
        signal,
      })
    },
  }
}
