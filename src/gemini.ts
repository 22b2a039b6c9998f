import { answer, answerOptionList, type AnswerOptions, type Reply } from './agent/answer.ts'
import type { Model } from './agent/model.ts'
import { checkResults, modelOf, type Provider, providerOf } from './agent/provider.ts'
import { anyText } from './call/expect.ts'
import type { WithContext } from './call/context/context-of.ts'
import type { Exact } from './call/options/exact.ts'
import { optional, optionsCheck } from './call/options/option-list.ts'
import type { ToolResult } from './call/report/result.ts'
import type { Engine } from './turn/contract.ts'
import { geminiSender, type GeminiSend } from './wire/gemini/request/client.ts'
import { geminiCodec, geminiCodecFor } from './wire/gemini/codec.ts'
import type { GeminiContent, GeminiTool } from './wire/gemini/message.ts'
import type { GeminiParams } from './wire/gemini/request/request.ts'
import { expectModel } from './wire/shared/request/client.ts'

export type { GeminiSend, GeminiSendOptions } from './wire/gemini/request/client.ts'
export type { GeminiContent, GeminiTool } from './wire/gemini/message.ts'
export type { GeminiParams } from './wire/gemini/request/request.ts'
export { HttpStatusError } from './wire/source/source-error.ts'

/** The official SDK's client (`GoogleGenAI`, for the Gemini API or Vertex AI), or a function that sends a body. */
export type GeminiClient =
  | GeminiSend
  | {
      readonly models: {
        generateContent(params: never): unknown
        generateContentStream(params: never): unknown
      }
    }

/** The client's own type of content, so that conversations stay in it. */
export type GeminiContentOf<Client> = Client extends {
  models: { generateContent(params: infer Params): unknown }
}
  ? Params extends { contents: infer Contents }
    ? ContentIn<Contents>
    : GeminiContent
  : GeminiContent

/** Of all that the SDK takes for contents, the contents. */
type ContentIn<Contents> = Contents extends object
  ? 'parts' extends keyof Contents
    ? Contents
    : never
  : never

/** What may be said of the model that made a message. */
export interface GeminiModelOptions {
  /** The model's name. Given one from Gemini 3 on, images in results are shown to it, not only named. */
  readonly model?: string | undefined
}

const modelList = { model: optional(anyText, '') }
const checkModel = optionsCheck<GeminiModelOptions, 'model'>(modelList)
const checkAnswer = optionsCheck<AnswerOptions & GeminiModelOptions, 'model'>({
  ...answerOptionList,
  ...modelList,
})

/** Gemini, by Google's Gemini API or on Vertex AI. */
export interface GeminiProvider extends Omit<Provider<GeminiContent, GeminiTool>, 'answer'> {
  /** The content that answers a response: all results, in call order. None for no results. */
  results<Given = unknown>(
    results: readonly ToolResult[],
    options?: Exact<GeminiModelOptions, Given>,
  ): GeminiContent[]
  /** Reads a response or a stream, runs its calls, and writes what to append to the conversation. */
  answer<Context = unknown, Given = unknown>(
    engine: Engine<Context>,
    source: unknown,
    ...options: WithContext<Exact<AnswerOptions<Context> & GeminiModelOptions, Given>, Context>
  ): Promise<Reply<GeminiContent>>
  /**
   * A model for `createAgent`. Gemini has no switch against several calls in a message: where they are forbidden, the
   * model is asked to make one at a time.
   *
   * @throws {UsageError} if the client cannot send, or `params` name no model.
   */
  model<Client extends GeminiClient>(
    client: Client,
    params: GeminiParams,
  ): Model<GeminiContentOf<Client>>
}

/** Google's Gemini API and Gemini on Vertex AI: with your own client, or as a model for an agent. */
export const gemini: GeminiProvider = {
  ...providerOf(geminiCodec),
  results: (results, options?: GeminiModelOptions) =>
    geminiCodecFor(checkModel(options, 'gemini.results').model).results(
      checkResults(results, 'results', ''),
    ),
  answer: async (engine: Engine, source: unknown, options?: AnswerOptions & GeminiModelOptions) => {
    const { model, ...answerOptions } = checkAnswer(options, 'gemini.answer')
    return answer(geminiCodecFor(model), engine, source, answerOptions)
  },
  model: makeModel,
}

function makeModel<Client extends GeminiClient>(
  client: Client,
  params: GeminiParams,
): Model<GeminiContentOf<Client>> {
  expectModel(params)
  const send = geminiSender(client, params)
  return modelOf(params.model, geminiCodecFor(params.model), send)
}
