import type { Model } from './agent/model.ts'
import { modelOf, type Provider, providerOf } from './agent/provider.ts'
import type { ToolResult } from './call/report/result.ts'
import { aiSdkCodec, codecWith } from './wire/ai-sdk/codec.ts'
import {
  type AiSdkLanguageModel,
  expectLanguageModel,
  imagesOf,
  streamIn,
} from './wire/ai-sdk/language-model.ts'
import type { AiSdkMessage, AiSdkTool } from './wire/ai-sdk/message.ts'
import { type AiSdkCallOptions, aiSdkRequest } from './wire/ai-sdk/request.ts'

export { guard } from './adapt/ai-sdk/guard.ts'
export type { AiSdkRules } from './adapt/ai-sdk/guard.ts'
export { early } from './adapt/ai-sdk/early.ts'
export type { EarlyOptions } from './adapt/ai-sdk/early.ts'
export { softStop } from './adapt/soft-stop.ts'
export type { SoftStop } from './adapt/soft-stop.ts'
export { ToolCallError } from './adapt/tool-call-error.ts'
export type { GuardOptions, GuardRules, RunGuardOptions } from './adapt/guard.ts'
export type { AiSdkLanguageModel } from './wire/ai-sdk/language-model.ts'
export type { AiSdkMessage, AiSdkTool } from './wire/ai-sdk/message.ts'
export type { AiSdkCallOptions } from './wire/ai-sdk/request.ts'

/** The model's own type of message, so that conversations stay in it. */
export type AiSdkMessageOf<LanguageModel> = LanguageModel extends {
  doStream(options: infer Options): unknown
}
  ? Options extends { prompt: readonly (infer Message)[] }
    ? Message
    : AiSdkMessage
  : AiSdkMessage

/** The language models of the AI SDK, from any of its providers. */
export interface AiSdkProvider extends Provider<AiSdkMessage, AiSdkTool> {
  /**
   * The message that answers a response: all results, in call order. None for no results. `asked` is the assistant
   * message: what its provider said of each call goes with the result, which OpenAI's needs for calls that came
   * wrapped in one.
   */
  results(results: readonly ToolResult[], asked?: readonly AiSdkMessage[]): AiSdkMessage[]
  /**
   * A model for `createAgent`. `callOptions` go with every request.
   *
   * @throws {UsageError} if it is no language model.
   */
  model<LanguageModel extends AiSdkLanguageModel>(
    languageModel: LanguageModel,
    callOptions?: AiSdkCallOptions,
  ): Model<AiSdkMessageOf<LanguageModel>>
}

/** Any language model of the AI SDK: called by yourself, or as a model for an agent. */
export const aiSdk: AiSdkProvider = {
  ...providerOf(aiSdkCodec, (source) => Promise.resolve(source).then(streamIn)),
  model: makeModel,
}

function makeModel<LanguageModel extends AiSdkLanguageModel>(
  languageModel: LanguageModel,
  callOptions: AiSdkCallOptions = {},
): Model<AiSdkMessageOf<LanguageModel>> {
  expectLanguageModel(languageModel)
  const codec = codecWith(imagesOf(languageModel, callOptions))
  return modelOf(languageModel.modelId, codec, async (parts, signal) => {
    const options = { ...aiSdkRequest(callOptions, parts), abortSignal: signal } as never
    return callOptions.stream === false
      ? languageModel.doGenerate(options)
      : streamIn(await languageModel.doStream(options))
  })
}
