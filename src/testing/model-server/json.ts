import type { Json } from './format.ts'

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isString(value: unknown): value is string {
  return typeof value === 'string'
}

export function asObject(value: unknown): Json {
  return isObject(value) ? value : {}
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : []
}

/** The objects of an array; other members are left out. */
export function objects(value: unknown): Json[] {
  return asArray(value).filter(isObject)
}

export function asString(value: unknown): string {
  return isString(value) ? value : ''
}

/** The text of a message's or a result's content: a string, or parts of which some have a `text`. */
export function textOf(content: unknown): string {
  if (isString(content)) return content
  return objects(content)
    .map((part) => asString(part['text']))
    .join('')
}

/** One server-sent event (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export function serverSentEvent(data: string, event?: string): string {
  return event === undefined ? `data: ${data}\n\n` : `event: ${event}\ndata: ${data}\n\n`
}

/** Whether a tool's schema has at its top one of the words that the provider refuses there. */
export function hasAtTop(schema: Json, words: readonly string[]): boolean {
  return words.some((word) => schema[word] !== undefined)
}
