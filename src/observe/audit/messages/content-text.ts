import { isRecord } from '../../../util/is-record.ts'
import { asText, textAt } from '../fields.ts'

/** A result's content as text: its text parts, what is JSON as JSON, and of pictures and files only that they are there. */
export function contentText(content: unknown): string {
  if (content === null || content === undefined) return ''
  if (!Array.isArray(content)) return asText(content)
  return content.map(partText).join('\n')
}

function partText(part: unknown): string {
  if (!isRecord(part)) return asText(part)
  const text = textAt(part, 'text', 'content', 'thinking')
  if (text !== undefined) return text
  if ('json' in part) return asText(part['json'])
  const type = textAt(part, 'type')
  return type !== undefined && /image|audio|file|document/.test(type) ? `[${type}]` : asText(part)
}
