import { isRecord } from '../../../util/is-record.ts'
import { lines, oneLine, visibleJson } from '../../../util/term/visible.ts'

/** A value for people: text as it is, with what does not show made visible, all else as JSON. */
export function valueText(value: unknown): string {
  if (value === undefined) return ''
  return typeof value === 'string' ? lines(value) : visibleJson(value)
}

/** What the model was told: text, or parts, one below the other. */
export function contentText(content: unknown): string {
  if (!Array.isArray(content)) return valueText(content)
  return content.map(partText).join('\n')
}

function partText(part: unknown): string {
  if (!isRecord(part)) return valueText(part)
  switch (part['type']) {
    case 'text':
      return valueText(part['text'])
    case 'json':
      return valueText(part['value'])
    case 'image':
      return `[an image, ${oneLine(String(part['mediaType']))}]`
    case 'resource':
      return [oneLine(String(part['uri'])), valueText(part['text'])].join('\n').trim()
    default:
      return valueText(part)
  }
}

/** The beginning of a value on one line. */
export function shortText(value: unknown, most = 240): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return oneLine(text.slice(0, most * 2))
    .slice(0, most)
    .toWellFormed()
}
