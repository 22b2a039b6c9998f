import { toJson } from './to-json.ts'

/** A piece of a result, in no provider's dialect; each wire format writes it as its provider takes it. */
export type ContentPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'json'; readonly value: unknown }
  /** `data` is base64. */
  | { readonly type: 'image'; readonly data: string; readonly mediaType: string }
  | {
      readonly type: 'resource'
      readonly uri: string
      readonly text?: string
      readonly mediaType?: string
    }

/** What the model is told: text, or parts. */
export type Content = string | readonly ContentPart[]

const brand: unique symbol = Symbol.for('fanfold.content') as never

/** A tool's return value that is to be shown to the model as parts rather than as JSON. */
export interface ContentValue {
  readonly parts: readonly ContentPart[]
}

/** What a tool returns to show the model an image, or several parts. */
export function content(...parts: readonly (ContentPart | string)[]): ContentValue {
  const value = {
    parts: parts.map((part) =>
      typeof part === 'string' ? { type: 'text' as const, text: part } : part,
    ),
  }
  Object.defineProperty(value, brand, { value: true })
  return value
}

/** What the model is told of a tool's return value: text as it is, parts as parts, all else as JSON. */
export function toContent(value: unknown): Content {
  if (typeof value === 'string') return value
  return isContentValue(value) ? value.parts : toJson(value)
}

/** Whether a value was made by {@link content}, by this copy of the package or another. */
export function isContentValue(value: unknown): value is ContentValue {
  return typeof value === 'object' && value !== null && brand in value
}
