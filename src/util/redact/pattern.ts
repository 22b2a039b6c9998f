/** A form in which credentials come. */
export interface Pattern {
  /**
   * What carries a credential, which is its group `secret`, or the whole; `kept` stands before it. Every repetition is
   * bounded, or ends where no other match can begin, so that the time grows with the text's length and no faster.
   */
  readonly find: RegExp
  /** Whether what was found is one, if that can be doubted. */
  readonly isSecret?: (secret: string, kept: string) => boolean
}

/** A quote, as it is, or as it is written in a text inside another, a page or an address. */
export const quote: string = String.raw`(?:\\{0,9}["'\x60]|&quot;|&#3[49];|\\{1,9}u0022|%22)`

const prefix = `(?:[bru]{1,2}(?=["']))?`

/** What stands between a name and its value, the end of the quotes around the name included. */
export const sign: string = String.raw`${quote}?(?:\]|%5D)?[ \t]{0,20}(?:=>|:=|->|==|[=:]|%3[AD])[ \t]{0,20}${prefix}`

/** The same, or the comma of a list of names and values. */
export const signOrComma: string = String.raw`(?:${sign}|${quote},[ \t]{0,5}(?=["'])${prefix})`

/** To the closing quote, be it some lines further on; without one, to the end of the line. */
const inQuotes: string = ['"', "'", String.raw`\x60`]
  .map((mark) => {
    const inside = String.raw`(?:[^${mark}\\]|\\.)`
    return String.raw`${mark}(?:${inside}{0,1000}(?=${mark})|(?:(?!\r|\n)${inside})*)`
  })
  .join('|')
/** In a text inside another, a quote after more backslashes than the first is part of the value. */
const inOtherQuotes = String.raw`(?<quote>\\{1,9}["']|&quot;|&#3[49];|\\{1,9}u0022|%22)(?:(?!(?<!\\)\k<quote>)[^\r\n])*`
const list = String.raw`\[[^\]\r\n]{0,300}\]|\{[^{}\r\n]{0,300}\}`
/** A bracket or a backslash ends it, unless it goes on after that. */
const word = String.raw`(?:[^\s"'&,;(){}[\]\\<>\x60]|\\(?![nrtu"'\\]))(?:[^\s"'&,;)}\]\\<]|\\(?![nrtu"'\\])|[)}\]](?=[\w!@#$%^*]))*`

/** A value in quotes, to its closing quote or the line's end; a list; or one word. */
export const value: string = `${inQuotes}|${inOtherQuotes}|${list}|${word}`

/** No word of prose: digits, capitals inside, padding, or too long. */
export function looksRandom(text: string): boolean {
  return /[0-9_=+/~]|.[A-Z]/.test(text) || text.length >= 24
}

/** A value's opening quote; empty if it has none. */
export function quoteOf(text: string): string {
  return openingQuote.exec(text)?.[0] ?? ''
}

const openingQuote = new RegExp(`^${quote}`)
