/** Bytes as they come: from the SDK as such, in plain JSON as base64. */
export function joinBytes(before: unknown, piece: unknown): unknown {
  if (typeof before === 'string' && typeof piece === 'string')
    return base64Of(concat(bytesOf(before), bytesOf(piece)))
  if (before instanceof Uint8Array && piece instanceof Uint8Array) return concat(before, piece)
  return piece
}

/**
 * Bytes that the SDK takes as such and that `JSON.stringify` writes as base64, so that a message serves both the SDK
 * and plain HTTP.
 */
export function wireBytes(base64: string): Uint8Array {
  const bytes = bytesOf(base64)
  Object.defineProperty(bytes, 'toJSON', { value: () => base64 })
  return bytes
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(Buffer.from(base64, 'base64'))
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  return Uint8Array.from(Buffer.concat([first, second]))
}
