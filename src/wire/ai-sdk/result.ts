import type { Content, ContentPart } from '../../call/content/content.ts'
import type { ToolResult } from '../../call/report/result.ts'
import { contentText, partText, unflaggedText } from '../shared/sent/result-text.ts'
import type {
  AiSdkMessage,
  AiSdkOutput,
  AiSdkToolCallPart,
  AiSdkToolResultPart,
} from './message.ts'

/**
 * How an image in a result is written: as the version of the interface has it, or `text` for providers that take
 * none there.
 */
export type AiSdkImages = 'v2' | 'v3' | 'v4' | 'text'

/** One message with all results, in call order. */
export function resultMessages(
  results: readonly ToolResult[],
  asked: readonly AiSdkMessage[],
  images: AiSdkImages,
): AiSdkMessage[] {
  if (results.length === 0) return []
  const calls = callsIn(asked)
  const content = results.map((result): AiSdkToolResultPart => {
    const { providerOptions, toolName = result.name } = calls.get(result.id) ?? {}
    return {
      type: 'tool-result',
      toolCallId: result.id,
      toolName,
      output: outputOf(result, images),
      ...(providerOptions !== undefined && { providerOptions }),
    }
  })
  return [{ role: 'tool', content }]
}

/**
 * A result has its call's name as that goes back. What the provider said of each call goes with its result too, as in the SDK
 * itself: OpenAI's needs it to answer calls that came wrapped in one.
 */
function callsIn(asked: readonly AiSdkMessage[]): ReadonlyMap<string, AiSdkToolCallPart> {
  const calls = new Map<string, AiSdkToolCallPart>()
  for (const { role, content } of asked)
    if (role === 'assistant')
      for (const part of content) if (part.type === 'tool-call') calls.set(part.toolCallId, part)
  return calls
}

/** Many providers have no field for an error, and then write its text only; so the text says that it is one. */
function outputOf(result: ToolResult, images: AiSdkImages): AiSdkOutput {
  const { status, content } = result
  if (status !== 'ok') return { type: 'error-text', value: unflaggedText(result) }
  if (images === 'text' || !hasImage(content)) return { type: 'text', value: contentText(content) }
  const value = content.map((part) => writePart(part, images))
  return { type: 'content', value: value as (AiSdkOutput & { type: 'content' })['value'] }
}

function hasImage(content: Content): content is readonly ContentPart[] {
  return typeof content !== 'string' && content.some(({ type }) => type === 'image')
}

function writePart(part: ContentPart, images: 'v2' | 'v3' | 'v4'): object {
  if (part.type !== 'image') return { type: 'text', text: partText(part) }
  const { data, mediaType } = part
  if (images === 'v4') return { type: 'file', data: { type: 'data', data }, mediaType }
  return { type: images === 'v3' ? 'image-data' : 'media', data, mediaType }
}
