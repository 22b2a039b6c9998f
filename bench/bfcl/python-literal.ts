import { unescapePython } from './python-escape.ts'

const word = /[A-Za-z_]\w*/y
const number = /[+-]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?(?![\w.])/y
const string = /([rRuU]?)('''|"""|'|")((?:\\[^]|(?!\2)[^\\])*)\2/y
const space = /\s*/y
const constants: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['True', true],
  ['False', false],
  ['None', null],
])

/**
 * Reads Python's literals from left to right: strings, numbers, `True`, `False`, `None`, lists, tuples and dicts
 * (The Python Language Reference, 2.4 to 2.6 and 6.2). Tuples become arrays, dicts objects.
 */
export class LiteralReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(): unknown {
    const digits = this.take(number)
    if (digits !== undefined) return Number(digits.replaceAll('_', ''))
    const text = this.#strings()
    if (text !== undefined) return text
    if (this.#sees('[')) return this.#sequence('[', ']').values
    if (this.#sees('(')) return this.#parenthesised()
    if (this.#sees('{')) return this.#dict()
    const name = this.take(word) ?? ''
    if (!constants.has(name)) throw this.#unexpected('a literal', name.length)
    return constants.get(name)
  }

  /** Reads `item, item, …` between two brackets. Says whether a comma stood at the end. */
  items(open: string, close: string, item: () => void): boolean {
    this.#expectMark(open)
    let comma = false
    while (!this.#takes(close)) {
      item()
      comma = this.#takes(',')
      if (!comma && !this.#sees(close)) throw this.#unexpected(`"," or "${close}"`)
    }
    return comma
  }

  take(pattern: RegExp): string | undefined {
    return this.#match(pattern)?.[0]
  }

  expect(pattern: RegExp, what: string): string {
    const taken = this.take(pattern)
    if (taken === undefined) throw this.#unexpected(what)
    return taken
  }

  expectEnd(): void {
    this.take(space)
    if (this.#at < this.#text.length) throw this.#unexpected('the end of the call')
  }

  /** Strings that stand next to each other are one. */
  #strings(): string | undefined {
    let whole: string | undefined
    for (let part = this.#match(string); part !== null; part = this.#match(string)) {
      const [, prefix = '', , body = ''] = part
      whole = (whole ?? '') + (prefix.toLowerCase() === 'r' ? body : unescapePython(body))
    }
    return whole
  }

  #sequence(open: string, close: string): { values: unknown[]; comma: boolean } {
    const values: unknown[] = []
    const comma = this.items(open, close, () => values.push(this.value()))
    return { values, comma }
  }

  /** `(1)` is 1; `(1,)` and `()` are tuples. */
  #parenthesised(): unknown {
    const { values, comma } = this.#sequence('(', ')')
    return values.length === 1 && !comma ? values[0] : values
  }

  #dict(): Record<string, unknown> {
    const pairs: [string, unknown][] = []
    this.items('{', '}', () => {
      const key = String(this.value())
      this.#expectMark(':')
      pairs.push([key, this.value()])
    })
    return Object.fromEntries(pairs)
  }

  #sees(mark: string): boolean {
    this.#skipSpace()
    return this.#text.startsWith(mark, this.#at)
  }

  #takes(mark: string): boolean {
    const seen = this.#sees(mark)
    if (seen) this.#at += mark.length
    return seen
  }

  #expectMark(mark: string): void {
    if (!this.#takes(mark)) throw this.#unexpected(`"${mark}"`)
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    this.#skipSpace()
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)
    if (match !== null) this.#at = pattern.lastIndex
    return match
  }

  #skipSpace(): void {
    space.lastIndex = this.#at
    space.exec(this.#text)
    this.#at = space.lastIndex
  }

  #unexpected(expected: string, back = 0): SyntaxError {
    const at = this.#at - back
    const got = JSON.stringify(this.#text.slice(at, at + 20))
    return new SyntaxError(`Expected ${expected} at position ${at}, got ${got}, in ${this.#text}`)
  }
}
