import type { Content, ContentPart } from '../../call/content/content.ts'
import type { ToolResult } from '../../call/report/result.ts'
import { rewrapped } from '../shared/parallel-wrapper.ts'
import { contentText, partText, unflaggedText, wellFormed } from '../shared/sent/result-text.ts'
import { isRecord, textOf, type Fields } from '../shared/shape.ts'
import type { ResponsesCallOutput, ResponsesItem, ResponsesOutputPart } from './item.ts'

const imageTypes: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
])

/**
 * The items that answer calls. `asked` are the items of the response, which tell the calls of custom tools from
 * those of functions; without them all are taken for functions.
 */
export function outputItems(
  results: readonly ToolResult[],
  asked: readonly object[] = [],
): ResponsesItem[] {
  const calls = new Map<unknown, Fields>()
  for (const item of asked as readonly Fields[])
    if (item.type === 'function_call' || item.type === 'custom_tool_call')
      calls.set(item.call_id, item)
  return rewrapped(results).map((result) => outputItem(result, calls.get(result.id)))
}

function outputItem(result: ToolResult, call: Fields | undefined): ResponsesCallOutput {
  const { id: call_id, status, content } = result
  const type =
    call?.type === 'custom_tool_call' ? 'custom_tool_call_output' : 'function_call_output'
  const output = status === 'ok' ? outputOf(content) : unflaggedText(result)
  // A call that a program of the model's made is answered to that program.
  const caller = isRecord(call?.caller) && textOf(call.caller.type) !== '' && call.caller
  return { type, call_id, output, ...(caller && { caller }) }
}

/** Text, unless there is an image to show. */
function outputOf(content: Content): ResponsesCallOutput['output'] {
  if (typeof content === 'string') return wellFormed(content)
  return content.some(isImage) ? content.map(outputPart) : contentText(content)
}

function outputPart(part: ContentPart): ResponsesOutputPart {
  if (!isImage(part)) return { type: 'input_text', text: partText(part) }
  const image_url = `data:${part.mediaType};base64,${part.data}`
  return { type: 'input_image', image_url, detail: 'auto' }
}

function isImage(part: ContentPart): part is ContentPart & { readonly type: 'image' } {
  return part.type === 'image' && imageTypes.has(part.mediaType)
}
