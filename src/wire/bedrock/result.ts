import type { Content, ContentPart } from '../../call/content/content.ts'
import type { ToolResult } from '../../call/report/result.ts'
import { contentText, failureText, partText, wellFormed } from '../shared/sent/result-text.ts'
import { isRecord } from '../shared/shape.ts'
import { wireBytes } from './bytes.ts'
import type {
  BedrockBlock,
  BedrockDocument,
  BedrockImageFormat,
  BedrockResultBlock,
} from './message.ts'

const imageFormats: ReadonlyMap<string, BedrockImageFormat> = new Map([
  ['image/png', 'png'],
  ['image/jpeg', 'jpeg'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
])

/** The service refuses a text without a visible character, and a result without content is refused for some models. */
const nothing: BedrockResultBlock = { text: '(no output)' }

/**
 * A result as the service takes it (API_runtime_ToolResultBlock). `status` is set for errors only: not all models
 * take it. An error must say something.
 */
export function resultBlock(result: ToolResult): BedrockBlock {
  const { id: toolUseId, status, content } = result
  if (status === 'ok') return { toolResult: { toolUseId, content: blocksOf(content) } }
  const text = contentText(content)
  const said = /\S/.test(text) ? text : failureText(result)
  return { toolResult: { toolUseId, content: [{ text: said }], status: 'error' } }
}

function blocksOf(content: Content): BedrockResultBlock[] {
  const blocks =
    typeof content === 'string' ? [{ text: wellFormed(content) }] : content.map(partBlock)
  const visible = blocks.filter((block) => !('text' in block) || /\S/.test(block.text))
  return visible.length === 0 ? [nothing] : visible
}

function partBlock(part: ContentPart): BedrockResultBlock {
  const format = part.type === 'image' ? imageFormats.get(part.mediaType) : undefined
  if (part.type === 'image' && format !== undefined)
    return { image: { format, source: { bytes: wireBytes(part.data) } } }
  const text = partText(part)
  if (part.type !== 'json') return { text }
  // Of JSON the service takes objects only.
  const value: unknown = JSON.parse(text)
  return isRecord(value) ? { json: value as BedrockDocument } : { text }
}
