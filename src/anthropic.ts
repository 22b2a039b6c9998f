import type { Model } from './agent/model.ts'
import { modelsOf, type Provider, providerOf } from './agent/provider.ts'
import type { AnthropicMessage, AnthropicTool } from './wire/anthropic/message.ts'
import { type AnthropicParams, anthropicRequest } from './wire/anthropic/request.ts'
import { anthropicCodec } from './wire/anthropic/codec.ts'
import { type Send, senderOf } from './wire/shared/request/client.ts'

export { guard, rule } from './adapt/anthropic/guard.ts'
export type { RunnableTool, RunnableToolInput } from './adapt/anthropic/guard.ts'
export { guardRunner } from './adapt/anthropic/runner.ts'
export type { GuardRunnerOptions, ToolRunner } from './adapt/anthropic/runner.ts'
export type { GuardOptions, GuardRules, RunGuardOptions } from './adapt/guard.ts'
export type { RuledInput } from './adapt/object-input.ts'
export { softStop } from './adapt/soft-stop.ts'
export type { SoftStop } from './adapt/soft-stop.ts'
export { ToolCallError } from './adapt/tool-call-error.ts'
export type { AnthropicMessage, AnthropicTool } from './wire/anthropic/message.ts'
export type { AnthropicParams } from './wire/anthropic/request.ts'
export { HttpStatusError } from './wire/source/source-error.ts'

/** The official SDK's client (also its `beta`, and those for Bedrock and Vertex), or a function that sends a body. */
export type AnthropicClient =
  Send | { readonly messages: { create(body: never, options?: never): unknown } }

/** The client's own type of message, so that conversations stay in it. */
export type AnthropicMessageOf<Client> = Client extends {
  messages: { create(body: infer Body, ...rest: never[]): unknown }
}
  ? Body extends { messages: readonly (infer Message)[] }
    ? Message
    : AnthropicMessage
  : AnthropicMessage

/** The Messages API, which other servers speak too. */
export interface AnthropicProvider extends Provider<AnthropicMessage, AnthropicTool> {
  /**
   * A model for `createAgent`.
   *
   * @throws {UsageError} if the client cannot send, or `params` name no model.
   */
  model<Client extends AnthropicClient>(
    client: Client,
    params: AnthropicParams,
  ): Model<AnthropicMessageOf<Client>>
}

/** Anthropic's Messages API: with your own client, or as a model for an agent. */
export const anthropic: AnthropicProvider = {
  ...providerOf(anthropicCodec),
  model: modelsOf(
    anthropicCodec,
    (client) => senderOf(client, ['messages'], 'an Anthropic client'),
    anthropicRequest,
  ),
}
