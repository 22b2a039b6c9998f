import { isRecord } from '../../../util/is-record.ts'
import { closedJson, topValues } from './top-values.ts'

/** More than this is no string of V8's. */
const mostChars = 500_000_000

/** The JSON values of a text that comes in pieces: one a line, or one document, or documents one after the other. */
export class ValueSplitter {
  /** Lines, or documents, that are no JSON; the number of the first of them, from 1. */
  broken = 0
  firstBroken = 0
  /** Whether the text ends inside a value. */
  isCutOff = false
  isTooLong = false
  /** Whether there was nothing but blanks. */
  isEmpty = true
  #rest = ''
  #line = 0
  /** The text since its beginning, where that is no line of JSON. */
  #document: string | undefined
  /** Whether that has only one line that is not blank. */
  #isOneLine = true
  #hasBegun = false
  readonly #onValue: (value: unknown) => void

  constructor(onValue: (value: unknown) => void) {
    this.#onValue = onValue
  }

  push(piece: string): void {
    let from = 0
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', from)) {
      this.#takeLine(this.#rest + piece.slice(from, end))
      this.#rest = ''
      from = end + 1
    }
    if (this.#rest.length + piece.length - from > mostChars) this.isTooLong = true
    else this.#rest += piece.slice(from)
  }

  end(): void {
    if (this.isTooLong) this.#rest = ''
    const isOpen = this.#rest.trim() !== ''
    const before = this.broken
    if (isOpen) this.#takeLine(this.#rest)
    if (this.#document !== undefined) this.#takeDocument(this.#document)
    else if (isOpen && this.broken > before) {
      this.isCutOff = true
      this.broken--
      if (this.firstBroken === this.#line) this.firstBroken = 0
    }
  }

  #takeLine(line: string): void {
    this.#line++
    if (this.#document !== undefined) this.#continueDocument(line)
    else if (line.trim() !== '') this.#takeValue(line)
  }

  #takeValue(line: string): void {
    this.isEmpty = false
    const value = jsonOf(line)
    if (value !== undefined) this.#onValue(value)
    else if (!this.#hasBegun && /^\s*[[{]/.test(line)) this.#document = `${line}\n`
    else this.#fail(this.#line)
    this.#hasBegun = true
  }

  /** A second line that is an object by itself shows that the first is a broken line, and no document's. */
  #continueDocument(line: string): void {
    const isSecond = this.#isOneLine && line.trim() !== ''
    if (isSecond) this.#isOneLine = false
    const value = isSecond ? jsonOf(line) : undefined
    if (isRecord(value) && Object.keys(value).length > 0) {
      this.#document = undefined
      this.#fail(this.#line - 1)
      this.#onValue(value)
    } else if ((this.#document ?? '').length + line.length > mostChars) this.isTooLong = true
    else this.#document += `${line}\n`
  }

  #takeDocument(text: string): void {
    const whole = jsonOf(text)
    if (whole !== undefined) return this.#onValue(whole)
    const { values, cutOff } = topValues(text)
    for (const each of values) {
      const value = jsonOf(each)
      if (value === undefined) this.#fail(1)
      else this.#onValue(value)
    }
    if (cutOff === undefined) return
    this.isCutOff = true
    const value = jsonOf(closedJson(cutOff))
    if (value !== undefined) this.#onValue(value)
  }

  #fail(line: number): void {
    this.broken++
    if (this.firstBroken === 0) this.firstBroken = line
  }
}

/** @returns undefined if it is no JSON; `null` says nothing in a log, and counts as read. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
