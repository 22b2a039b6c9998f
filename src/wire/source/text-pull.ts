import { show } from '../../call/expect.ts'
import type { Pull } from './pull.ts'
import { unreadable } from './source-error.ts'

/** Chunks of text from chunks of text or bytes. UTF-8 may be split anywhere; invalid bytes become U+FFFD. */
export function textPull(pull: Pull): Pull<string> {
  const decoder = new TextDecoder()
  let over = false
  const next = async (): Promise<IteratorResult<string, unknown>> => {
    if (over) return { done: true, value: undefined }
    const { done, value } = await pull.next()
    over = done === true
    if (over) return { done: false, value: decoder.decode() }
    if (typeof value === 'string') return { done: false, value }
    if (isBytes(value)) return { done: false, value: decoder.decode(value, { stream: true }) }
    throw unreadable(`Expected a stream of text or bytes, got ${show(value)} in it`)
  }
  return { next, cancel: pull.cancel }
}

/** Any view of bytes, or a buffer: the decoder takes them all, and the type stands for them. */
export function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer
}
