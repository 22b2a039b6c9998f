import { eachToken, hashOf } from './each-token.ts'
import { spellings, weightOf, type Word } from './word.ts'

/** So much of each argument and result is read, in UTF-16 code units: of a longer one the first two thirds of that, and its end. */
export const mostRead = 24_000

/** So much of what people said, and of what came before a run. */
const mostHeard = 2_000_000

/** So many words of one argument are looked for. */
const mostWords = 2_000

const noParts: readonly Word[] = []

/** The words of a run's arguments, and when each was first read. All words are asked for before the first text is read. */
export class Vocabulary {
  readonly #words = new Map<string, Word>()
  #hasDates = false
  #table: Table | undefined

  /** The words of an argument, each once. */
  wordsOf(text: string): Set<Word> {
    const plain = readable(text, mostRead)
    const words = new Set<Word>()
    let parts: Word[] = []
    eachToken(plain, (start, end, _, isPart) => {
      if (words.size >= mostWords) return
      const word = plain.slice(start, end)
      if (isPart) parts.push(this.#word(word, noParts))
      else {
        words.add(this.#word(word, parts.length === 0 ? noParts : parts))
        parts = []
      }
    })
    return words
  }

  #word(text: string, parts: readonly Word[]): Word {
    const known = this.#words.get(text)
    if (known !== undefined) return known
    const word: Word = { text, weight: weightOf(text), parts, since: Infinity }
    this.#words.set(text, word)
    for (const other of spellings(text)) {
      if (!this.#words.has(other)) this.#words.set(other, word)
      this.#hasDates ||= other.includes(' ')
    }
    return word
  }

  /** As {@link read}, of what came before a run: the numbers of its lists and limits are no ids that anybody knows. */
  prepare(text: string | undefined): void {
    this.read(text, 0, mostHeard, false)
  }

  /** As {@link read}, of what people said. */
  hear(text: string | undefined, moment: number): void {
    this.read(text, moment, mostHeard)
  }

  /** Takes note of the words in a text. Moments never go back. */
  read(
    text: string | undefined,
    moment: number,
    most: number = mostRead,
    withSmall: boolean = true,
  ): void {
    if (text === undefined || text === '') return
    const plain = readable(text, most)
    const { size, hashes, isSeen, found } = (this.#table ??= makeTable(this.#words))
    eachToken(plain, (start, end, hash) => {
      // Without making a string of each word: most words of most texts are nobody's argument.
      for (let at = placeOf(hash, size); hashes[at] !== 0; at = (at + 1) & (size - 1)) {
        if (hashes[at] !== hash) continue
        if (isSeen[at] === 1) return
        const [text = '', word] = found[at] ?? []
        if (word === undefined || text.length !== end - start || !plain.startsWith(text, start))
          continue
        if (!withSmall && word.weight === 0) return
        isSeen[at] = 1
        if (moment < word.since) word.since = moment
        return
      }
    })
    if (!this.#hasDates) return
    for (const [, before, month = '', after] of plain.matchAll(dayOfMonth))
      for (const day of [before, after]) {
        const word = this.#words.get(`${month} ${Number(day ?? Number.NaN)}`)
        if (word !== undefined && moment < word.since) word.since = moment
      }
  }
}

/** The words by their hashes, none of which is 0: each stands in the first free place from its own on. */
interface Table {
  readonly size: number
  readonly hashes: Int32Array
  /** 1 where a word has been read, which need not be looked at again. */
  readonly isSeen: Uint8Array
  readonly found: readonly (readonly [text: string, word: Word] | undefined)[]
}

function makeTable(words: ReadonlyMap<string, Word>): Table {
  let size = 64
  while (size < words.size * 2) size *= 2
  const hashes = new Int32Array(size)
  const found = Array.from<readonly [string, Word] | undefined>({ length: size })
  for (const one of words) {
    const hash = hashOf(one[0])
    let at = placeOf(hash, size)
    while (hashes[at] !== 0) at = (at + 1) & (size - 1)
    hashes[at] = hash
    found[at] = one
  }
  return { size, hashes, isSeen: new Uint8Array(size), found }
}

function placeOf(hash: number, size: number): number {
  return (Math.imul(hash ^ (hash >>> 15), 0x2c_1b_3c_6d) >>> 7) & (size - 1)
}

const dayOfMonth =
  /(?:\b(\d{1,2})(?:st|nd|rd|th)?(?: of)? )?\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?: (\d{1,2})(?:st|nd|rd|th)?\b)?/g

/** What of a text is read: in lower case, and without JSON escapes of letters. */
function readable(text: string, most: number): string {
  const kept =
    text.length <= most ? text : `${text.slice(0, (most / 3) * 2)}\n${text.slice(-most / 3)}`
  const plain = kept.includes('\\u') ? kept.replaceAll(/\\+u([\da-f]{4})/gi, letter) : kept
  return plain.toLowerCase()
}

function letter(_: string, hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16))
}
