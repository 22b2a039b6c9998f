import { answer, type AnswerOptions, type Reply } from './agent/answer.ts'
import type { Model } from './agent/model.ts'
import type { ToolCall } from './call/call.ts'
import type { Exact } from './call/options/exact.ts'
import type { ToolResult } from './call/report/result.ts'
import type { Engine } from './turn/contract.ts'
import {
  bedrockSender,
  type BedrockClient,
  expectModelId,
  responseIn,
} from './wire/bedrock/client.ts'
import { bedrockCodec } from './wire/bedrock/codec.ts'
import type { BedrockMessage, BedrockTool } from './wire/bedrock/message.ts'
import { type BedrockParams, bedrockRequest } from './wire/bedrock/request.ts'
import type { Codec } from './wire/codec.ts'
import { runnable } from './wire/shared/runnable.ts'

export type { BedrockClient } from './wire/bedrock/client.ts'
export type { BedrockMessage, BedrockTool } from './wire/bedrock/message.ts'
export type { BedrockParams } from './wire/bedrock/request.ts'
export { HttpStatusError } from './wire/source/source-error.ts'

/** The client's own type of message, so that conversations stay in it. */
export type BedrockMessageOf<Client> = Client extends {
  send(command: infer Command, ...rest: never[]): unknown
}
  ? MessageIn<Command>
  : BedrockMessage

/** The messages of a command's input: of Converse's, for others have none. */
type MessageIn<Command> = Command extends { input: infer Input } ? ItemOf<Input> : BedrockMessage

type ItemOf<Input> = Input extends { modelId: unknown; messages?: unknown }
  ? 'messages' extends keyof Input
    ? NonNullable<Input['messages']> extends readonly (infer Message)[]
      ? Message
      : never
    : never
  : never

/** The Converse API. */
export interface BedrockProvider {
  readonly codec: Codec<BedrockMessage, BedrockTool>
  /** The engine's tools, for the `toolConfig.tools` of a request. */
  tools(engine: Engine): BedrockTool[]
  /**
   * The calls of a whole response, for `engine.execute`.
   *
   * @throws {FanfoldError} `unreadable_response` if it is no Converse response.
   */
  calls(response: unknown): readonly ToolCall[]
  /** The message that answers a response: all results, in call order. None for no results. */
  results(results: readonly ToolResult[]): BedrockMessage[]
  /**
   * Reads what the SDK's `send` returned, whole or as a stream, or a fetch `Response`; runs its calls, and writes what
   * to append to the conversation. The binary stream of a `Response` is read by the optional package
   * `@smithy/eventstream-codec`.
   */
  answer<Given = unknown>(
    engine: Engine,
    source: unknown,
    options?: Exact<AnswerOptions, Given>,
  ): Promise<Reply<BedrockMessage>>
  /**
   * A model for `createAgent`. A function as client gets the input of Converse, with the `modelId` that belongs into
   * the URL.
   *
   * @throws {UsageError} if the client cannot send, or `params` name no model.
   */
  model<Client extends BedrockClient>(
    client: Client,
    params: BedrockParams,
  ): Model<BedrockMessageOf<Client>>
}

/** Amazon Bedrock's Converse API: with your own client, or as a model for an agent. */
export const bedrock: BedrockProvider = {
  codec: bedrockCodec,
  tools: (engine) => bedrockCodec.tools(engine.tools),
  calls: (response) => runnable(bedrockCodec.read(response)),
  results: (results) => bedrockCodec.results(results),
  answer: (engine, source, options) => answer(bedrockCodec, engine, responseIn(source), options),
  model: makeModel,
}

function makeModel<Client extends BedrockClient>(
  client: Client,
  params: BedrockParams,
): Model<BedrockMessageOf<Client>> {
  expectModelId(params)
  const send = bedrockSender(client, params.stream ?? true)
  return {
    name: params.modelId,
    // The SDK's type of message is wider than ours; what the codec writes is in both.
    codec: bedrockCodec as unknown as Codec<BedrockMessageOf<Client>>,
    send: async ({ messages, tools, parallel, instructions, signal }) => {
      const parts = { messages, tools: bedrockCodec.tools(tools), parallel, instructions }
      return responseIn(send(bedrockRequest(params, parts), { signal }))
    },
  }
}
