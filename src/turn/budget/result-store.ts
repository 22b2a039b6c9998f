import { sha256, toHex, utf16Of } from '../../util/platform/sha256.ts'

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

  get size(): number {
    return this.#texts.size
  }

  /** Keeps a text and returns its name, or undefined if it is too large to be kept. */
  keep(text: string): string | undefined {
    if (text.length * 2 > this.#maxBytes || this.#maxTexts === 0) return undefined
    const name = nameOfText(text)
    if (this.get(name) !== undefined) return name
    this.#texts.set(name, text)
    this.#bytes += text.length * 2
    for (const [oldest, { length }] of this.#texts) {
      if (this.#texts.size <= this.#maxTexts && this.#bytes <= this.#maxBytes) break
      this.#texts.delete(oldest)
      this.#bytes -= length * 2
    }
    return name
  }

  /** A kept text, or undefined if it is not there. */
  get(name: string): string | undefined {
    const text = this.#texts.get(name)
    if (text === undefined) return undefined
    this.#texts.delete(name)
    this.#texts.set(name, text)
    return text
  }
}

/**
 * The name of a text, made from the text itself, so that one in an old conversation can be unknown, but never lead to
 * another text. Nobody guesses it who has not seen the text.
 */
export function nameOfText(text: string): string {
  return `r_${toHex(sha256(utf16Of(text))).slice(0, 12)}`
}
