import { readFileSync } from 'node:fs'

/** All of a file's text. */
export function readText(path: string): string {
  return decode(readFileSync(path))
}

/** Bytes as text. */
export function decode(bytes: Uint8Array): string {
  return decoderFor(bytes).decode(bytes)
}

/** For text that begins so: UTF-8, or what its byte order mark says, as Windows writes it; that is no part of the text. */
export function decoderFor([first, second]: Uint8Array): InstanceType<typeof TextDecoder> {
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le')
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be')
  return new TextDecoder()
}
