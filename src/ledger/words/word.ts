/**
 * How much it proves that a word of an argument stands in a result. 0: nothing, it stands everywhere. 1: a word. 2: words joined
 * to a name (`write_file`). 3: what nobody makes up twice (`HAT069`, `39.9163`, an address, a path).
 */
export type Weight = 0 | 1 | 2 | 3

/** A word of arguments, one object for all places in which it stands. */
export interface Word {
  readonly text: string
  readonly weight: Weight
  /** Of what is joined. */
  readonly parts: readonly Word[]
  /** The moment at which it was first read, in whichever spelling; Infinity if it was not. */
  since: number
}

export function weightOf(word: string): Weight {
  if (/\d/.test(word)) return weightOfDigits(word)
  if (/[@/]/.test(word)) return 3
  if (/[-_.:+,']/.test(word)) return 2
  const isShort = word.length < (word.charCodeAt(0) < 128 ? 3 : 2)
  return isShort || isEverywhere(word) ? 0 : 1
}

/** Whether a word says nothing wherever it stands, and is no code or number that says little. */
export function isEverywhere(word: string): boolean {
  return everywhere.test(word)
}

const everywhere =
  /^(?:the|and|for|with|from|that|this|are|was|not|any|all|can|has|have|will|but|you|your|into|via|per|null|true|false|none|https?|www|com|org|net|html|json|text|string|number|name|type|value|data)$/

function weightOfDigits(word: string): Weight {
  if (/^\d{4}-\d\d-\d\d/.test(word)) return 3
  if (!/^[\d.,:+-]+$/.test(word)) return word.length >= 4 ? 3 : 1
  // Times and years.
  if (word.includes(':') || /^(?:19|20)\d\d$/.test(word)) return 1
  const digits = word.replaceAll(/\D/g, '').replace(/^0+/, '')
  // Round numbers are limits and sizes.
  return digits.length >= 7 || digits.replace(/0+$/, '').length >= 3 ? 3 : 0
}

/** The words in them that say something, without what joins them. */
export function simpleWords(words: Iterable<Word>, most: number): Word[] {
  const simple: Word[] = []
  for (const word of words)
    for (const one of word.parts.length > 0 ? word.parts : [word])
      if (one.weight > 0 && simple.length < most) simple.push(one)
  return simple
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'

/** How else a number or a date may be written. A day of a month has a blank in it: `may 20`. */
export function spellings(word: string): readonly string[] {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d\d)-(\d\d)(?:t|$)/.exec(word) ?? []
  if (year !== '') {
    const [m, d] = [String(Number(month)), String(Number(day))]
    const name = months.slice((Number(month) - 1) * 4, Number(month) * 4 - 1)
    const european = [`${day}/${month}/${year}`, `${d}.${m}.${year}`, `${day}.${month}.${year}`]
    const american = [`${month}/${day}/${year}`, `${m}/${d}/${year}`]
    const plain = [`${year}-${month}-${day}`, `${year}/${month}/${day}`, `${year}${month}${day}`]
    return [...plain, ...american, ...european, `${name} ${d}`]
  }
  if (/^\d+\.\d$/.test(word)) return [`${word}0`]
  if (/^\d{4,9}$/.test(word)) return [word.replaceAll(/\B(?=(?:\d{3})+$)/g, ',')]
  return []
}
