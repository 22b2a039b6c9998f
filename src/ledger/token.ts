import { eachToken } from './each-token.ts'
import { readable } from './known.ts'

/**
 * How much it proves that a word of an argument stands in a result. 0: nothing, it stands everywhere. 1: a word. 2: words joined
 * to a name (`write_file`). 3: what nobody makes up twice (`HAT069`, `39.9163`, an address, a path).
 */
export type Weight = 0 | 1 | 2 | 3

export interface Token {
  readonly text: string
  readonly weight: Weight
  /** Of what is joined. */
  readonly parts: readonly Token[]
}

const noParts: readonly Token[] = []

/** The words of an argument, each once. */
export function tokensOf(text: string, most = 4_000): readonly Token[] {
  const plain = readable(text)
  const tokens = new Map<string, Token>()
  let parts: Token[] = []
  eachToken(plain, (start, end, _, isPart) => {
    if (tokens.size >= most) return
    const word = plain.slice(start, end)
    if (isPart) parts.push({ text: word, weight: weightOf(word), parts: noParts })
    else {
      tokens.set(word, {
        text: word,
        weight: weightOf(word),
        parts: parts.length === 0 ? noParts : parts,
      })
      parts = []
    }
  })
  return [...tokens.values()]
}

/** The words in them that say something, without what joins them. */
export function wordsOf(tokens: readonly Token[]): readonly string[] {
  return tokens
    .flatMap((token) => (token.parts.length > 0 ? token.parts : [token]))
    .filter(({ weight }) => weight > 0)
    .map(({ text }) => text)
}

const common: ReadonlySet<string> = new Set(
  'the and for with from that this are was not any all can has have will but you your into via per null true false none http https www com org net html json text string number name type value data id'.split(
    ' ',
  ),
)

function weightOf(word: string): Weight {
  if (/\d/.test(word)) return weightOfDigits(word)
  if (/[@/]/.test(word)) return 3
  if (/[-_.:+,']/.test(word)) return 2
  return word.length < 2 || (word.length < 3 && word.charCodeAt(0) < 128) || common.has(word)
    ? 0
    : 1
}

function weightOfDigits(word: string): Weight {
  if (/^\d{4}-\d\d-\d\d/.test(word)) return 3
  if (/^[\d.,:+-]+$/.test(word)) {
    if (word.includes(':') || /^(?:19|20)\d\d$/.test(word)) return 1
    const digits = word.replaceAll(/\D/g, '').replace(/^0+/, '')
    if (/^\d+$/.test(word) && digits.length >= 7) return 3
    return digits.replace(/0+$/, '').length >= 3 ? 3 : 0
  }
  return word.length >= 4 ? 3 : word.length >= 2 ? 1 : 0
}
