import type { ContentPart } from '../../call/content/content.ts'
import type { ToolResult } from '../../call/report/result.ts'
import { contentText, failureText } from '../shared/sent/result-text.ts'
import { isMadeId, wireName } from './call.ts'
import type { GeminiFunctionResponse, GeminiMedia, GeminiPart } from './message.ts'

/** The images that a function response may hold (ai.google.dev/gemini-api/docs/function-calling, multimodal). */
const imageTypes: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp'])

/** Whether a model takes images in function responses: from Gemini 3 on. Of a name without a number nothing is known. */
export function takesImages(model: string): boolean {
  const generation = /gemini-(\d+)/.exec(model)?.[1]
  return generation !== undefined && Number(generation) >= 3
}

/**
 * A result as Gemini takes it: an object. What a tool says stays text in it, for in an object Gemini takes a `$ref`
 * for a reference to an image and refuses the request, and nests no deeper than 100 (github.com/vercel/ai/issues/14369).
 */
export function resultPart(result: ToolResult, images: boolean): GeminiPart {
  const { id, status, content } = result
  const named = { ...(!isMadeId(id) && { id }), name: wireName(result.name) }
  if (status !== 'ok') {
    const text = contentText(content)
    const error = /\S/.test(text) ? text : failureText(result)
    return { functionResponse: { ...named, response: { error } } }
  }
  if (!images || typeof content === 'string')
    return { functionResponse: { ...named, response: { result: contentText(content) } } }
  return { functionResponse: { ...named, ...withImages(content) } }
}

function withImages(
  content: readonly ContentPart[],
): Pick<GeminiFunctionResponse, 'response' | 'parts'> {
  const parts: GeminiMedia[] = []
  const others = content.filter((part) => {
    if (part.type !== 'image' || !imageTypes.has(part.mediaType)) return true
    parts.push({ inlineData: { mimeType: part.mediaType, data: part.data } })
    return false
  })
  const text = contentText(others)
  if (parts.length === 0) return { response: { result: text } }
  const shown = parts.length === 1 ? 'The image is attached.' : 'The images are attached.'
  return { response: { result: /\S/.test(text) ? text : shown }, parts }
}
