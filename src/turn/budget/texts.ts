import type { Content, ContentPart } from '../../call/content/content.ts'
import { toJson } from '../../call/content/to-json.ts'

/** The text of a part that can be cut. */
export function textOf(part: ContentPart): string | undefined {
  if (part.type === 'json') return toJson(part.value)
  return part.type === 'image' ? undefined : part.text
}

/** The texts of a content, as far as they can be cut. */
export function* textsOf(content: Content): Generator<string> {
  if (typeof content === 'string') yield content
  else
    for (const part of content) {
      const text = textOf(part)
      if (text !== undefined) yield text
    }
}

/** How many characters a content has, as far as they count. */
export function charsOf(content: Content): number {
  let chars = 0
  for (const { length } of textsOf(content)) chars += length
  return chars
}
