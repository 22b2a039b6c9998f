import { createHash } from 'node:crypto'
import { boundaryAfter, boundaryBefore } from '../../util/cut-text.ts'

/** A piece of a kept text. Characters are UTF-16 code units. */
export interface TextSlice {
  readonly ref: string
  readonly text: string
  /** Where the piece begins. */
  readonly offset: number
  /** The length of the whole. */
  readonly totalChars: number
}

export interface ResultStoreOptions {
  /** The most texts kept; default 1,000. */
  readonly maxTexts?: number
  /** The most memory for them, in bytes, at two a character; default 64 MiB. */
  readonly maxBytes?: number
}

/** Keeps whole texts of which the model was shown a part. Those not used for longest go first. */
export class ResultStore {
  readonly #texts = new Map<string, string>()
  readonly #maxTexts: number
  readonly #maxBytes: number
  #bytes = 0

  constructor({ maxTexts = 1_000, maxBytes = 64 * 2 ** 20 }: ResultStoreOptions = {}) {
    this.#maxTexts = maxTexts
    this.#maxBytes = maxBytes
  }

  /**
   * Keeps a text and returns its reference, or undefined if it is too large to be kept. A reference is made from the
   * text, so that one in an old conversation can be unknown, but never lead to another text.
   */
  keep(text: string): string | undefined {
    if (text.length * 2 > this.#maxBytes || this.#maxTexts === 0) return undefined
    const ref = `r_${createHash('sha256').update(text, 'utf16le').digest('hex').slice(0, 12)}`
    if (this.#use(ref) !== undefined) return ref
    this.#texts.set(ref, text)
    this.#bytes += text.length * 2
    for (const [oldest, { length }] of this.#texts) {
      if (this.#texts.size <= this.#maxTexts && this.#bytes <= this.#maxBytes) break
      this.#texts.delete(oldest)
      this.#bytes -= length * 2
    }
    return ref
  }

  /**
   * Reads a piece of a kept text, or undefined if the text is not there. A piece begins and ends between characters:
   * it may be one code unit longer at its start, or shorter at its end, so that pieces in a row make the whole.
   */
  read(ref: string, offset: number = 0, limit: number = Infinity): TextSlice | undefined {
    const text = this.#use(ref)
    if (text === undefined) return undefined
    const start = boundaryBefore(text, Math.min(offset, text.length))
    const wanted = Math.min(text.length, start + Math.max(1, limit))
    // A pair is never so cut that nothing is left of the piece.
    const end = Math.max(boundaryBefore(text, wanted), boundaryAfter(text, start + 1))
    return { ref, text: text.slice(start, end), offset: start, totalChars: text.length }
  }

  #use(ref: string): string | undefined {
    const text = this.#texts.get(ref)
    if (text === undefined) return undefined
    this.#texts.delete(ref)
    this.#texts.set(ref, text)
    return text
  }
}
