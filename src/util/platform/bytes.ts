/** A class of Node.js, which other runtimes need not have. */
type BufferClass = typeof Buffer | undefined

const bufferClass = (globalThis as { readonly Buffer?: BufferClass }).Buffer

/** Bytes as base64. */
export const toBase64: (bytes: Uint8Array) => string =
  bufferClass === undefined
    ? portableToBase64
    : ({ buffer, byteOffset, byteLength }) =>
        bufferClass.from(buffer, byteOffset, byteLength).toString('base64')

/** The bytes of base64, of either alphabet, as far as it is that. They share their memory with nothing. */
export const fromBase64: (text: string) => Uint8Array<ArrayBuffer> =
  bufferClass === undefined
    ? portableFromBase64
    : (text) => Uint8Array.from(bufferClass.from(text, 'base64'))

export function portableToBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

export function portableFromBase64(text: string): Uint8Array<ArrayBuffer> {
  const [body = ''] = text.split('=', 1)
  const plain = body
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .replaceAll(/[^\w+/]/g, '')
  // One letter alone has six bits, which are no byte.
  const binary = atob(plain.length % 4 === 1 ? plain.slice(0, -1) : plain)
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0))
}

export function concatBytes(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

/** A copy of a Buffer, which is one, too; undefined for anything else. */
export function copyOfBuffer(value: object): object | undefined {
  return bufferClass?.isBuffer(value) === true ? bufferClass.from(value) : undefined
}
