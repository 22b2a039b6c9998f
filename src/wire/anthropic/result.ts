import type { Content, ContentPart } from '../../call/content/content.ts'
import type { ToolResult } from '../../call/report/result.ts'
import type {
  AnthropicImageBlock,
  AnthropicImageType,
  AnthropicTextBlock,
  AnthropicToolResultBlock,
} from './message.ts'
import { contentText, failureText, partText, wellFormed } from '../shared/sent/result-text.ts'

const imageTypes: ReadonlySet<string> = new Set<AnthropicImageType>([
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
])

/** A result as Anthropic takes it. An error must say something, and must say it in text. */
export function resultBlock(result: ToolResult): AnthropicToolResultBlock {
  const { id: tool_use_id, status, content } = result
  if (status === 'ok') return { type: 'tool_result', tool_use_id, content: contentOf(content) }
  const text = contentText(content)
  const said = /\S/.test(text) ? text : failureText(result)
  return { type: 'tool_result', tool_use_id, content: said, is_error: true }
}

function contentOf(content: Content): AnthropicToolResultBlock['content'] {
  if (typeof content === 'string') return wellFormed(content)
  // An empty text block is refused.
  const blocks = content
    .map(partBlock)
    .filter((block) => block.type === 'image' || /\S/.test(block.text))
  return blocks.length === 0 ? '' : blocks
}

function partBlock(part: ContentPart): AnthropicTextBlock | AnthropicImageBlock {
  if (part.type !== 'image' || !imageTypes.has(part.mediaType))
    return { type: 'text', text: partText(part) }
  const media_type = part.mediaType as AnthropicImageType
  return { type: 'image', source: { type: 'base64', media_type, data: part.data } }
}
