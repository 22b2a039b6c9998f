import type { Content, ContentPart } from '../../../call/content/content.ts'
import type { ToolResult } from '../../../call/report/result.ts'
import { toJson } from '../../../call/content/to-json.ts'

/** The content as text, for providers that take nothing else. */
export function contentText(content: Content): string {
  if (typeof content === 'string') return wellFormed(content)
  return content.map(partText).join('\n')
}

/** One part as text. An image that cannot be shown is named, so that the model knows that there is one. */
export function partText(part: ContentPart): string {
  switch (part.type) {
    case 'text':
      return wellFormed(part.text)
    case 'json':
      return wellFormed(toJson(part.value))
    case 'image':
      return `[An image (${part.mediaType}, ${Math.ceil((part.data.length * 3) / 4096)} KB) that cannot be shown here.]`
    case 'resource':
      return wellFormed(part.text === undefined ? `[${part.uri}]` : `[${part.uri}]\n${part.text}`)
  }
}

/** A result that is not ok, for providers that have no field to say so. */
export function unflaggedText(result: ToolResult): string {
  const text = contentText(result.content)
  const prefix = result.status === 'failed' ? 'Error' : `Error (${result.status})`
  return `${prefix}: ${/\S/.test(text) ? text : failureText(result)}`
}

/** What a result that is not ok says when its content says nothing. */
export function failureText({ status, error }: ToolResult): string {
  return error?.message || `The call ended as ${status}, without a message.`
}

/** Half of a surrogate pair, left where a text was cut, makes providers refuse the whole request. */
export function wellFormed(text: string): string {
  return text.toWellFormed()
}
