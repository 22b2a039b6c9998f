import type { ToolCall } from '../../src/call/call.ts'
import type { ToolResult } from '../../src/call/report/result.ts'
import type { Stage } from '../small/stage.ts'
import { partText } from './rules.ts'

/** So many readings of one text are made one after another; then its last piece. */
const mostReadings = 12

const footers = [
  /\n\[Characters (?<from>[\d,]+) to (?<to>[\d,]+) of (?<of>[\d,]+)\. (?:Read on with read_result\(\{"ref":"r_\w+","offset":(?<next>\d+)\}\)|This is the end)\.\]$/u,
  /\n\[Characters (?<from>[\d,]+) to (?<to>[\d,]+)\. Read on with read_result\(\{"ref":"r_\w+","offset":(?<next>\d+)\}\)\.\]$/u,
  /\[… read_result\(\{"ref":"r_\w+","offset":(?<next>\d+)\}\) …\]$/u,
]

/** A model that reads what was cut out of a result, piece by piece. */
export class Reader {
  readonly #stage: Stage
  readonly #ref: string
  readonly #whole: string
  readonly #limit: number | undefined
  #offset = 0
  #readings = 0

  constructor(
    stage: Stage,
    [ref, whole]: readonly [ref: string, whole: string],
    limit: number | undefined,
  ) {
    this.#stage = stage
    this.#ref = ref
    this.#whole = whole
    this.#limit = limit
  }

  get isDone(): boolean {
    return this.#offset >= this.#whole.length
  }

  next(): ToolCall {
    this.#readings += 1
    // What was read so far is as it should be: the end is, too.
    if (this.#readings === mostReadings)
      this.#offset = Math.max(this.#offset, this.#whole.length - 1)
    const limit = this.#limit === undefined ? {} : { limit: this.#limit }
    const input = { ref: this.#ref, offset: this.#offset, ...limit }
    return { id: this.#ref, name: 'read_result', input }
  }

  take({ status, content }: ToolResult, most: number): void {
    const shown = typeof content === 'string' ? content : content.map(partText).join('')
    if (status !== 'ok') return this.#fail(`cannot be read: ${shown}`)
    if (shown.length > most) this.#fail(`is read in ${shown.length} characters of ${most}`)
    const footer = footers.map((form) => form.exec(shown)).find((it) => it)
    // Where there is no room for how to go on, it is said that there is more.
    if (footer === undefined && !shown.endsWith('…'))
      return this.#fail(`is cut off after ${shown.length} characters, which nothing says`)
    const piece = shown.slice(0, footer?.index ?? -1)
    // It may begin in the middle of a character, which is read whole.
    const begins = this.#whole.startsWith(piece, this.#offset) ? this.#offset : this.#offset - 1
    const ends = begins + piece.length
    if (piece === '' || !this.#whole.startsWith(piece, begins))
      return this.#fail(`is not read as it is, from ${this.#offset} on: ${piece.slice(0, 40)}`)
    const { from, to, of, next } = footer?.groups ?? {}
    const says = [from, to, of, next].map((text) => text && Number(text.replaceAll(',', '')))
    const is = [begins, ends - 1, this.#whole.length, ends]
    if (says.some((number, at) => number !== undefined && number !== is[at]))
      this.#fail(`says ${says.join()} of a piece that is ${is.join()}`)
    this.#offset = ends
  }

  #fail(what: string): void {
    this.#stage.fail('told', `the text ${this.#ref} ${what}`)
    this.#offset = Infinity
  }
}
