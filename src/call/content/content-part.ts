import type { OpaqueWatch } from './opaque.ts'
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

/** A part as it was when it was read, so that no wire format reads what throws or changes; what is not a part becomes its JSON. */
export function readPart(part: unknown, watch?: OpaqueWatch): ContentPart {
  try {
    return knownPart(part as Partial<Record<string, unknown>>, watch) ?? asJson(part, watch)
  } catch {
    return asJson(part, watch)
  }
}

function knownPart(
  part: Partial<Record<string, unknown>>,
  watch: OpaqueWatch | undefined,
): ContentPart | undefined {
  const { type } = part
  if (type === 'json') return { type, value: JSON.parse(toJson(part['value'], watch)) as unknown }
  const { text, data, uri, mediaType } = part
  if (type === 'text' && typeof text === 'string') return { type, text }
  if (type === 'image' && typeof data === 'string' && typeof mediaType === 'string')
    return { type, data, mediaType }
  if (type !== 'resource' || typeof uri !== 'string') return undefined
  return {
    type,
    uri,
    ...(typeof text === 'string' && { text }),
    ...(typeof mediaType === 'string' && { mediaType }),
  }
}

function asJson(part: unknown, watch: OpaqueWatch | undefined): ContentPart {
  return { type: 'text', text: toJson(part, watch) }
}
