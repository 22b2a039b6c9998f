import type { Model } from './agent/model.ts'
import { engineOption } from './agent/options.ts'
import { callsIn, modelsOf, type Provider, providerOf } from './agent/provider.ts'
import type { ToolCall } from './call/call.ts'
import { callable } from './call/expect.ts'
import type { ToolResult } from './call/report/result.ts'
import type { Engine } from './turn/contract.ts'
import { responsesCodec } from './wire/openai-responses/codec.ts'
import type { ResponsesItem, ResponsesTool } from './wire/openai-responses/item.ts'
import {
  expectAgentCan,
  type ResponsesParams,
  responsesRequest,
} from './wire/openai-responses/request.ts'
import {
  responseEvents,
  webSocketSend,
  type WebSocketLike,
  type WebSocketSend,
} from './wire/openai-responses/web-socket.ts'
import { type Send, senderOf } from './wire/shared/request/client.ts'

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
   * The calls of a whole response, for `engine.execute`. Given the engine, a function of a namespace goes by the name that its
   * tool has there, and a call of a custom tool that the provider ran itself is not among them.
   *
   * @throws {FanfoldError} `unreadable_response` if it is no response of OpenAI's, or its calls must not run.
   */
  calls(response: unknown, engine?: Engine): readonly ToolCall[]
  /**
   * The items that answer a response: one a call, in call order. `output` is the response's own, and is needed if it
   * calls custom tools, whose answers are items of another type.
   */
  results(results: readonly ToolResult[], output?: readonly object[]): ResponsesItem[]
  /**
   * A model for `createAgent`. Each request holds the whole conversation, so that nothing need be stored.
   *
   * @throws {UsageError} if the client cannot send, or `params` name no model or a stored `conversation`, or have `background` with
   *   `stream: false`.
   */
  model<Client extends ResponsesClient>(
    client: Client,
    params: ResponsesParams,
  ): Model<ResponsesItemOf<Client>>
  /**
   * A client that sends over WebSockets, for `model` (developers.openai.com/api/docs/guides/websocket-mode). A connection serves
   * one response after the other; requests at the same time have one each. Close it, or its idle connections keep the process.
   *
   * @param connect opens a connection, such as `() => new WebSocket('wss://api.openai.com/v1/responses', { headers })`.
   */
  webSocket(connect: () => WebSocketLike): WebSocketSend
  /**
   * The events of the response that a WebSocket of your own tells next: a source for `answer`. The socket stays open; of a
   * response that is not read to its end, the rest comes all the same.
   */
  events(socket: WebSocketLike): ReadableStream<unknown>
}

const connectOption = callable<() => WebSocketLike>()

/** The Responses API: with your own client, or as a model for an agent. */
export const responses: ResponsesProvider = {
  ...providerOf(responsesCodec),
  calls: callsOf,
  model(client, params) {
    expectAgentCan(params)
    return makeModel(client, params)
  },
  webSocket: (connect) => webSocketSend(connectOption(connect, 'connect', ' of webSocket')),
  events: (socket) => responseEvents(socket),
}

function callsOf(response: unknown, engine?: Engine): readonly ToolCall[] {
  const tools = engine && engineOption(engine, 'engine', '').tools
  return callsIn(responsesCodec, response, tools && ((name) => tools.get(name) !== undefined))
}

const makeModel: ResponsesProvider['model'] = modelsOf(
  responsesCodec,
  (client) => senderOf(client, ['responses'], 'an OpenAI client'),
  responsesRequest,
)
