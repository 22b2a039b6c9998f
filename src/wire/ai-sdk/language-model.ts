import { UsageError } from '../../call/errors/error.ts'
import { show } from '../../call/expect.ts'
import { isRecord } from '../shared/shape.ts'
import type { AiSdkCallOptions } from './request.ts'
import type { AiSdkImages } from './result.ts'

/** A language model of the AI SDK, from any of its providers: `LanguageModelV4`, or `V3` or `V2`. */
export interface AiSdkLanguageModel {
  readonly specificationVersion: string
  readonly provider: string
  readonly modelId: string
  doGenerate(options: never): PromiseLike<unknown>
  doStream(options: never): PromiseLike<unknown>
}

/**
 * Providers whose models see an image in a tool's result; the others of the SDK's write its base64 out as text, or
 * refuse it.
 */
const imageTakers = /anthropic|bedrock|google|vertex|(?:openai|azure).*responses/

/** @throws {UsageError} if it is no language model. */
export function expectLanguageModel(model: unknown): asserts model is AiSdkLanguageModel {
  if (
    isRecord(model) &&
    typeof model.doStream === 'function' &&
    typeof model.doGenerate === 'function'
  )
    return
  throw new UsageError(
    "Expected `languageModel` to be a language model of the AI SDK, such as `anthropic('claude-…')` of " +
      `@ai-sdk/anthropic, got ${show(model)}.`,
  )
}

/** How the model takes an image in a result. */
export function imagesOf(
  model: AiSdkLanguageModel,
  { resultImages }: AiSdkCallOptions,
): AiSdkImages {
  const { provider, specificationVersion: version } = model
  if (!(resultImages ?? imageTakers.test(provider))) return 'text'
  return version === 'v2' || version === 'v3' ? version : 'v4'
}

/** The stream in what `doStream` resolves to; anything else as it is. */
export function streamIn(result: unknown): unknown {
  if (!isRecord(result)) return result
  const { stream } = result
  return isRecord(stream) && typeof stream.getReader === 'function' ? stream : result
}
