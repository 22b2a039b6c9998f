import { fromText } from '../../json-text.ts'
import { toMarkedText, unmarked } from '../../long-texts.ts'
import { pieceLength, type Answers, type Batch, type Marked, type Row } from '../messages.ts'

/** The long texts of records that are still to come, as they come piece by piece. */
export class LongTexts {
  #pieces: string[] = []
  #whole: string[] = []

  add(text: string, ends: boolean): void {
    this.#pieces.push(text)
    if (!ends) return
    this.#whole.push(this.#pieces.join(''))
    this.#pieces = []
  }

  /** The records with their long texts in their places. */
  putBack(batch: Batch): Batch {
    if (this.#whole.length === 0) return batch
    const rows = batch.rows.map((row) => this.#filled(row))
    return { ...batch, rows }
  }

  #filled(row: Row): Row {
    const { markedAt } = row
    if (markedAt === undefined) return row
    const values = row.values.map((value, at) =>
      at === markedAt ? unmarked(String(value), () => this.#whole.shift() ?? '') : value,
    )
    return { ...row, values }
  }
}

/** The long texts of records that were read, until they have been fetched. */
export class LongTextsRead {
  readonly #path: string
  readonly #texts = new Map<number, string>()
  #last = 0

  constructor(path: string) {
    this.#path = path
  }

  /** Takes them out of a row's column. */
  takeOut<T extends Marked>(row: T, column: string & keyof T): T {
    const value = row[column]
    if (typeof value !== 'string' || value.length < pieceLength) return row
    const found: string[] = []
    const marked = toMarkedText(column, fromText(this.#path, value), found)
    if (found.length === 0) return row
    const texts = found.map((text) => {
      this.#last += 1
      this.#texts.set(this.#last, text)
      return this.#last
    })
    return { ...row, [column]: marked, texts }
  }

  piece(number: number, from: number): Answers['piece'] {
    const text = this.#texts.get(number) ?? ''
    const end = from + pieceLength
    const ends = end >= text.length
    if (ends) this.#texts.delete(number)
    return { text: text.slice(from, end), ends }
  }
}
