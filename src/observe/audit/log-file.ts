import { isRecord } from '../../util/is-record.ts'
import type { LogFormat, LogReader, ReadRun } from './format.ts'
import { formats } from './formats.ts'
import { ValueSplitter } from './text/value-splitter.ts'

/** How many values of a file may be strange before it is given up. */
const mostStrange = 1_000

/** Reads one file, told in pieces of its text, and tells of each run as it is complete. */
export class LogFile {
  format: LogFormat | undefined
  /** Values that no reader could take. */
  unreadable = 0
  readonly splitter: ValueSplitter
  #reader: LogReader | undefined
  #waiting: unknown[] = []
  #first: readonly unknown[] | undefined
  readonly #onRun: (run: ReadRun) => void

  constructor(onRun: (run: ReadRun) => void) {
    this.#onRun = onRun
    this.splitter = new ValueSplitter((value) => this.#take(value))
  }

  push(text: string): void {
    this.splitter.push(text)
  }

  end(): void {
    this.splitter.end()
    // A file that is one list holds its values; lists one a line are values themselves.
    const only = this.#first
    this.#first = undefined
    if (only !== undefined) for (const value of only) this.#tell(value)
    if (this.#reader !== undefined) this.#guarded((reader) => reader.end())
  }

  /** Whether what was read so far is of no known format. */
  get isStrange(): boolean {
    return this.#reader === undefined && this.#waiting.length >= mostStrange
  }

  #take(value: unknown): void {
    const isFirst = this.#reader === undefined && this.#waiting.length === 0
    if (isFirst && this.#first === undefined && Array.isArray(value)) {
      this.#first = value
      return
    }
    const first = this.#first
    this.#first = undefined
    if (first !== undefined) this.#tell(first)
    this.#tell(value)
  }

  #tell(value: unknown): void {
    if (this.#reader === undefined) this.#recognize(value)
    if (this.#reader === undefined) this.#waiting.push(value)
    else this.#guarded((reader) => reader.read(value))
  }

  #recognize(value: unknown): void {
    this.format = formats.find((format) => detects(format, value))
    if (this.format === undefined) return
    this.#reader = this.format.reader()
    for (const earlier of this.#waiting.splice(0)) this.#guarded((reader) => reader.read(earlier))
  }

  #guarded(action: (reader: LogReader) => readonly ReadRun[]): void {
    if (this.#reader === undefined) return
    let runs: readonly ReadRun[] = []
    try {
      runs = action(this.#reader)
    } catch {
      // What somebody else wrote may be anything; one value of it must not end the audit of the others.
      this.unreadable++
    }
    for (const run of runs) this.#onRun(run)
  }
}

function detects(format: LogFormat, value: unknown): boolean {
  try {
    return (isRecord(value) || Array.isArray(value)) && format.detect(value)
  } catch {
    return false
  }
}
