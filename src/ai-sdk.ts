import { answer, type AnswerOptions, type Reply } from './agent/answer.ts'
import type { Model } from './agent/model.ts'
import type { ToolCall } from './call/call.ts'
import type { Exact } from './call/options/exact.ts'
import type { ToolResult } from './call/report/result.ts'
import type { Engine } from './turn/contract.ts'
import { aiSdkCodec, codecWith } from './wire/ai-sdk/codec.ts'
import {
  type AiSdkLanguageModel,
  expectLanguageModel,
  imagesOf,
  streamIn,
} from './wire/ai-sdk/language-model.ts'
import type { AiSdkMessage, AiSdkTool } from './wire/ai-sdk/message.ts'
import { type AiSdkCallOptions, aiSdkRequest } from './wire/ai-sdk/request.ts'
import type { Codec } from './wire/codec.ts'
import { runnable } from './wire/shared/runnable.ts'

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
export interface AiSdkProvider {
  readonly codec: Codec<AiSdkMessage, AiSdkTool>
  /** The engine's tools, for the `tools` of a call's options. */
  tools(engine: Engine): AiSdkTool[]
  /**
   * The calls in what `doGenerate` resolved to, for `engine.execute`. Those that the provider runs are not among
   * them.
   *
   * @throws {FanfoldError} `unreadable_response` if it is no such result, or the model ended in an error.
   */
  calls(response: unknown): readonly ToolCall[]
  /**
   * The message that answers a response: all results, in call order. None for no results. `asked` is the assistant
   * message: what its provider said of each call goes with the result, which OpenAI's needs for calls that came
   * wrapped in one.
   */
  results(results: readonly ToolResult[], asked?: readonly AiSdkMessage[]): AiSdkMessage[]
  /**
   * Reads what `doStream` or `doGenerate` returned, runs its calls, and writes what to append to the prompt.
   */
  answer<Given = unknown>(
    engine: Engine,
    source: unknown,
    options?: Exact<AnswerOptions, Given>,
  ): Promise<Reply<AiSdkMessage>>
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
  codec: aiSdkCodec,
  tools: (engine) => aiSdkCodec.tools(engine.tools),
  calls: (response) => runnable(aiSdkCodec.read(response)),
  results: (results, asked) => aiSdkCodec.results(results, asked),
  answer: (engine, source, options) =>
    answer(aiSdkCodec, engine, Promise.resolve(source).then(streamIn), options),
  model: makeModel,
}

function makeModel<LanguageModel extends AiSdkLanguageModel>(
  languageModel: LanguageModel,
  callOptions: AiSdkCallOptions = {},
): Model<AiSdkMessageOf<LanguageModel>> {
  expectLanguageModel(languageModel)
  const codec = codecWith(imagesOf(languageModel, callOptions))
  return {
    name: languageModel.modelId,
    // The interface's type of message is wider than ours; what the codec writes is in both.
    codec: codec as unknown as Codec<AiSdkMessageOf<LanguageModel>>,
    send: async ({ messages, tools, parallel, instructions, signal }) => {
      const parts = { messages, tools: codec.tools(tools), parallel, instructions }
      const options = { ...aiSdkRequest(callOptions, parts), abortSignal: signal } as never
      return callOptions.stream === false
        ? languageModel.doGenerate(options)
        : streamIn(await languageModel.doStream(options))
    },
  }
}
