import { readPart, type ContentPart } from './content-part.ts'
import { opaque, opaqueNote, type OpaqueWatch } from './opaque.ts'
import { toJson } from './to-json.ts'

export type { ContentPart } from './content-part.ts'

/** What the model is told: text, or parts. */
export type Content = string | readonly ContentPart[]

const brand: unique symbol = Symbol.for('fanfold.content') as never

/** A tool's return value that is to be shown to the model as parts rather than as JSON. */
export interface ContentValue {
  readonly parts: readonly ContentPart[]
}

/** What a tool returns to show the model an image, or several parts. */
export function content(...parts: readonly (ContentPart | string)[]): ContentValue {
  return contentOf(parts)
}

/** As {@link content}, of a list of any length. */
export function contentOf(parts: readonly (ContentPart | string)[]): ContentValue {
  const value = {
    parts: parts.map((part) =>
      typeof part === 'string' ? { type: 'text' as const, text: part } : part,
    ),
  }
  Object.defineProperty(value, brand, { value: true })
  return value
}

/**
 * An object or array whose parts the model is shown in the place of its JSON. In every other use there is no difference.
 * Undefined if it has `parts` of its own.
 */
export function shownAs(value: object, parts: readonly ContentPart[]): object | undefined {
  if ('parts' in value) return undefined
  return Object.defineProperties(value, { [brand]: { value: true }, parts: { value: parts } })
}

/**
 * What the model is told of a tool's return value: text as it is, parts as parts, all else as JSON; of what JSON shows
 * as nothing, that it is so. Never throws.
 *
 * @param watch as of `toJson`.
 */
export function toContent(value: unknown, watch?: OpaqueWatch): Content {
  if (typeof value === 'string') return value
  const found = typeof value === 'object' ? undefined : opaque(value)
  if (found === undefined) return partsOf(value, watch) ?? toJson(value, watch)
  watch?.(found, '')
  return opaqueNote(found)
}

function partsOf(
  value: unknown,
  watch: OpaqueWatch | undefined,
): readonly ContentPart[] | undefined {
  try {
    if (!isContentValue(value)) return undefined
    const { parts } = value
    return Array.isArray(parts) ? Array.from(parts, (part) => readPart(part, watch)) : undefined
  } catch {
    return undefined
  }
}

/** Whether a value was made by {@link content}, by this copy of the package or another. */
export function isContentValue(value: unknown): value is ContentValue {
  return typeof value === 'object' && value !== null && brand in value
}
