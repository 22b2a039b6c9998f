import type { WithContext } from './call/context/context-of.ts'
import type { Exact } from './call/options/exact.ts'
import type { Engine } from './turn/contract.ts'
import type { AnswerOptions, Reply } from './agent/answer.ts'
import type { Model } from './agent/model.ts'
import { modelOf, type Provider, providerOf } from './agent/provider.ts'
import {
  bedrockSender,
  type BedrockClient,
  expectModelId,
  responseIn,
} from './wire/bedrock/client.ts'
import { bedrockCodec } from './wire/bedrock/codec.ts'
import type { BedrockMessage, BedrockTool } from './wire/bedrock/message.ts'
import { type BedrockParams, bedrockRequest } from './wire/bedrock/request.ts'

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
export interface BedrockProvider extends Provider<BedrockMessage, BedrockTool> {
  /**
   * Reads what the SDK's `send` returned, whole or as a stream, or a fetch `Response`; runs its calls, and writes what
   * to append to the conversation. The binary stream of a `Response` is read by the optional package
   * `@smithy/eventstream-codec`.
   */
  answer<Context = unknown, Given = unknown>(
    engine: Engine<Context>,
    source: unknown,
    ...options: WithContext<Exact<AnswerOptions<Context>, Given>, Context>
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
  ...providerOf(bedrockCodec, responseIn),
  model: makeModel,
}

function makeModel<Client extends BedrockClient>(
  client: Client,
  params: BedrockParams,
): Model<BedrockMessageOf<Client>> {
  expectModelId(params)
  const send = bedrockSender(client, params.stream ?? true)
  return modelOf(params.modelId, bedrockCodec, (parts, signal) =>
    responseIn(send(bedrockRequest(params, parts), { signal })),
  )
}
