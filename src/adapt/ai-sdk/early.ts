import { UsageError } from '../../call/errors/error.ts'
import { isOptions, valueThat } from '../../call/expect.ts'
import { optionsCheck, required } from '../../call/options/option-list.ts'
import { isRecord } from '../../util/is-record.ts'
import { AsyncResource } from '../../util/platform/async-context.ts'
import { readableOf } from '../../util/platform/readable-of.ts'
import { type AiSdkLanguageModel, expectLanguageModel } from '../../wire/ai-sdk/language-model.ts'
import { EarlyStarts, type StreamOptions } from './early-starts.ts'
import { guardedTools } from './guarded-tools.ts'

/** What has to be said of a model that starts calls early. */
export interface EarlyOptions {
  /**
   * What `streamText` or the agent is given as `toolApproval` (AI SDK 7); false if it is given none. The SDK asks for approvals once the
   * message is complete, and a model sees nothing of them: a tool that is named here is never started early, and with a function
   * no tool is.
   */
  readonly toolApproval: object | false
}

const check = optionsCheck<EarlyOptions>({
  toolApproval: required(
    valueThat<object | false>(
      'what `streamText` is given as its `toolApproval`, or false if it is given none',
      (value) => value === false || typeof value === 'function' || isOptions(value),
    ),
  ),
})

/**
 * A model that starts calls of guarded tools while its message is still streaming, which the AI SDK itself does no more since version 6:
 * those that only read, and read nothing that a call before them changes. Such a tool gets the provider's form of the messages, and no
 * context.
 *
 * @param tools the ones that go with every request, as `guard` gave them.
 * @throws {UsageError} if it is no language model, none of the tools is guarded, or it is not said what is approved.
 */
export function early<Model extends AiSdkLanguageModel>(
  model: Model,
  tools: Readonly<Record<string, object>>,
  options: EarlyOptions,
): Model {
  expectLanguageModel(model)
  const { toolApproval } = check(options ?? {}, 'early', ' of early')
  if (!Object.values(tools).some((tool) => guardedTools.has(tool)))
    throw new UsageError('Expected `tools` of early() to be made by guard(), got none of those.')
  const guardedTool = (name: string) =>
    Object.hasOwn(tools, name) ? guardedTools.get(tools[name] as object) : undefined
  const isAsked = (name: string) =>
    typeof toolApproval === 'function' || (toolApproval !== false && name in toolApproval)

  async function doStream(options: StreamOptions): Promise<unknown> {
    const starts = new EarlyStarts(guardedTool, isAsked, options)
    // Calls run where the model was asked, not where its stream is read.
    const take = AsyncResource.bind((part: unknown) => starts.take(part))
    const answer = await model.doStream(options as never)
    if (!isRecord(answer) || !(answer['stream'] instanceof ReadableStream)) return answer
    return { ...answer, stream: readableOf(watched(answer['stream'], take, starts)) }
  }

  const { specificationVersion, provider, modelId } = model
  const { supportedUrls } = model as { readonly supportedUrls?: unknown }
  return {
    specificationVersion,
    provider,
    modelId,
    supportedUrls,
    doGenerate: (options: never) => model.doGenerate(options),
    doStream,
  } as unknown as Model
}

async function* watched(
  stream: ReadableStream<unknown>,
  take: (part: unknown) => void,
  starts: EarlyStarts,
): AsyncGenerator<unknown, void> {
  let isWhole = false
  try {
    for await (const part of stream) {
      take(part)
      yield part
    }
    isWhole = true
  } finally {
    // It failed, or nobody reads on.
    if (!isWhole) starts.drop()
  }
}
