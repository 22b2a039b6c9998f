import type { Model } from './agent/model.ts'
import { checkResults, modelOf, type Provider, providerOf } from './agent/provider.ts'
import type { ToolResult } from './call/report/result.ts'
import { responsesCodec } from './wire/openai-responses/codec.ts'
import type { ResponsesItem, ResponsesTool } from './wire/openai-responses/item.ts'
import {
  expectNoConversation,
  type ResponsesParams,
  responsesRequest,
} from './wire/openai-responses/request.ts'
import { outputItems } from './wire/openai-responses/result.ts'
import { expectModel, type Send, senderOf } from './wire/shared/request/client.ts'

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
export interface ResponsesProvider extends Provider<ResponsesItem, ResponsesTool> {
  /**
   * The items that answer a response: one a call, in call order. `output` is the response's own, and is needed if it
   * calls custom tools, whose answers are items of another type.
   */
  results(results: readonly ToolResult[], output?: readonly object[]): ResponsesItem[]
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
  ...providerOf(responsesCodec),
  results: (results, output) => outputItems(checkResults(results, 'results', ''), output),
  model: makeModel,
}

function makeModel<Client extends ResponsesClient>(
  client: Client,
  params: ResponsesParams,
): Model<ResponsesItemOf<Client>> {
  expectModel(params)
  expectNoConversation(params)
  const send = senderOf(client, ['responses'], 'an OpenAI client')
  return modelOf(params.model, responsesCodec, (parts, signal) =>
    send(responsesRequest(params, parts), { signal }),
  )
}
