import { concatBytes, fromBase64, toBase64 } from '../../util/platform/bytes.ts'

/** Bytes as they come: from the SDK as such, in plain JSON as base64. */
export function joinBytes(before: unknown, piece: unknown): unknown {
  if (typeof before === 'string' && typeof piece === 'string')
    return toBase64(concatBytes([fromBase64(before), fromBase64(piece)]))
  if (before instanceof Uint8Array && piece instanceof Uint8Array)
    return concatBytes([before, piece])
  return piece
}

/**
 * Bytes that the SDK takes as such and that `JSON.stringify` writes as base64, so that a message serves both the SDK
 * and plain HTTP.
 */
export function wireBytes(base64: string): Uint8Array {
  const bytes = fromBase64(base64)
  Object.defineProperty(bytes, 'toJSON', { value: () => base64 })
  return bytes
}
