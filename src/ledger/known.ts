import { eachToken, hashOf } from './each-token.ts'

/** So much of each text is read, in UTF-16 code units: of a longer one the first two thirds of that and the last third. */
export const mostRead = 24_000

/** What of a text is read, in lower case, with its JSON escapes of letters undone. */
export function readable(text: string): string {
  const kept =
    text.length <= mostRead
      ? text
      : `${text.slice(0, (mostRead / 3) * 2)}\n${text.slice(-mostRead / 3)}`
  const plain = kept.includes('\\u')
    ? kept.replaceAll(/\\+u([\da-f]{4})/gi, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      )
    : kept
  return plain.toLowerCase()
}

/** When a word was first read. */
interface Seen {
  moment: number
}

/** Knows when each of the words that somebody asks for was first read. All are asked for before the first text is read. */
export class Known {
  readonly #seen = new Map<string, Seen>()
  #isDated = false
  #filter: Uint32Array | undefined

  want(token: string): void {
    if (this.#seen.has(token)) return
    const seen = { moment: Infinity }
    this.#seen.set(token, seen)
    for (const other of spellings(token)) {
      if (!this.#seen.has(other)) this.#seen.set(other, seen)
      this.#isDated ||= other.includes(' ')
    }
  }

  /** Moments never go back. */
  read(text: string | undefined, moment: number): void {
    if (text === undefined || text === '') return
    const plain = readable(text)
    const filter = (this.#filter ??= this.#makeFilter())
    const mask = filter.length * 32 - 1
    eachToken(plain, (start, end, hash) => {
      const bit = spread(hash) & mask
      if (((filter[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0)
        this.#note(plain.slice(start, end), moment)
    })
    if (this.#isDated)
      for (const [, month = '', day = ''] of plain.matchAll(monthDay))
        this.#note(`${month.slice(0, 3)} ${Number(day)}`, moment)
    if (this.#isDated)
      for (const [, day = '', month = ''] of plain.matchAll(dayMonth))
        this.#note(`${month.slice(0, 3)} ${Number(day)}`, moment)
  }

  /** When it was first read; Infinity if never. */
  since(token: string): number {
    return this.#seen.get(token)?.moment ?? Infinity
  }

  #note(token: string, moment: number): void {
    const seen = this.#seen.get(token)
    if (seen !== undefined && moment < seen.moment) seen.moment = moment
  }

  /** A Bloom filter of one hash, so that most words are told apart without being looked up. */
  #makeFilter(): Uint32Array {
    let words = 64
    while (words * 2 < this.#seen.size) words *= 2
    const filter = new Uint32Array(words)
    const mask = words * 32 - 1
    for (const token of this.#seen.keys()) {
      const bit = spread(hashOf(token)) & mask
      filter[bit >>> 5] = (filter[bit >>> 5] ?? 0) | (1 << (bit & 31))
    }
    return filter
  }
}

function spread(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 8
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'
const monthDay =
  /\b((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\.? (\d{1,2})(?:st|nd|rd|th)?\b/g
const dayMonth =
  /\b(\d{1,2})(?:st|nd|rd|th)?(?: of)? ((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\b/g

/** How else a number or a date may be written. */
function spellings(token: string): readonly string[] {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d\d)-(\d\d)(?:t|$)/.exec(token) ?? []
  if (year !== '') {
    const [m, d] = [String(Number(month)), String(Number(day))]
    return [
      `${year}-${month}-${day}`,
      `${year}/${month}/${day}`,
      `${month}/${day}/${year}`,
      `${m}/${d}/${year}`,
      `${day}/${month}/${year}`,
      `${d}.${m}.${year}`,
      `${day}.${month}.${year}`,
      `${year}${month}${day}`,
      `${months.slice((Number(month) - 1) * 4, Number(month) * 4 - 1)} ${d}`,
    ]
  }
  if (/^\d+\.\d$/.test(token)) return [`${token}0`]
  if (/^\d{4,9}$/.test(token)) return [Number(token).toLocaleString('en-US')]
  return []
}
