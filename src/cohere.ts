import type { AnswerOptions, Reply } from './agent/answer.ts'
import type { Model } from './agent/model.ts'
import { checkResults, modelsOf, type Provider, providerOf } from './agent/provider.ts'
import { oneOf } from './call/expect.ts'
import type { WithContext } from './call/context/context-of.ts'
import type { Exact } from './call/options/exact.ts'
import type { ToolResult } from './call/report/result.ts'
import type { Engine } from './turn/contract.ts'
import { type CohereClient, type CohereParams, cohereSender } from './wire/cohere/client.ts'
import { cohereCodec, resultMessages } from './wire/cohere/codec.ts'
import type { CohereMessage, CohereTool } from './wire/cohere/message.ts'
import type { CohereSpelling } from './wire/cohere/spelling.ts'
import { chatRequest } from './wire/shared/request/chat-request.ts'

export type { CohereClient, CohereParams } from './wire/cohere/client.ts'
export type { CohereMessage, CohereTool } from './wire/cohere/message.ts'
export type { CohereSpelling } from './wire/cohere/spelling.ts'
export { HttpStatusError } from './wire/source/source-error.ts'

/** The client's own type of message, so that conversations stay in it. */
export type CohereMessageOf<Client> = Client extends { readonly v2: infer Chat }
  ? CohereMessageOf<Chat>
  : Client extends { chat(body: infer Body, ...rest: never[]): unknown }
    ? Body extends { messages: readonly (infer Message)[] }
      ? Message
      : CohereMessage
    : CohereMessage

/** Cohere's Chat API, version 2. */
export interface CohereProvider extends Provider<CohereMessage, CohereTool> {
  /**
   * The messages that answer a response: one a call, in call order. `spelling`: `http` (the default), or `sdk` for
   * Cohere's own client.
   */
  results(results: readonly ToolResult[], spelling?: CohereSpelling): CohereMessage[]
  /**
   * Reads a response or a stream, runs its calls, and writes what to append to the conversation, in the spelling in
   * which the message came.
   */
  answer<Context = unknown, Given = unknown>(
    engine: Engine<Context>,
    source: unknown,
    ...options: WithContext<Exact<AnswerOptions<Context>, Given>, Context>
  ): Promise<Reply<CohereMessage>>
  /**
   * A model for `createAgent`. With Cohere's own client, conversations are in the client's spelling.
   *
   * @throws {UsageError} if the client cannot send, or `params` name no model.
   */
  model<Client extends CohereClient>(
    client: Client,
    params: CohereParams,
  ): Model<CohereMessageOf<Client>>
}

const expectSpelling = oneOf('http', 'sdk')

/** Cohere's Chat API, version 2: with your own client, or as a model for an agent. */
export const cohere: CohereProvider = {
  ...providerOf(cohereCodec),
  results: (results, spelling = 'http') =>
    resultMessages(checkResults(results, 'results', ''), expectSpelling(spelling, 'spelling', '')),
  model: modelsOf(cohereCodec, cohereSender, chatRequest<CohereParams>),
}
