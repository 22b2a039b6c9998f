import { openSync, readFileSync, writeSync } from 'node:fs'

/** What a tool did, as it noted it itself. */
export interface LedgerLine {
  /** Which process of the round: the engine's number, or a worker's name. */
  readonly process: string
  readonly turn: string
  readonly call: string
  /** The idempotency key that it was given. */
  readonly key: string
  readonly attempt: number
  readonly tool: string
  readonly keys: readonly string[]
  /** `nothing`: it failed, and had done nothing; `failed`: it failed. The effect takes place at the `end`. */
  readonly what: 'start' | 'end' | 'failed' | 'nothing'
}

/** A file to which several processes append whole lines of JSON, in one order for all. */
export class LineFile<Line> {
  readonly path: string
  #file: number | undefined

  constructor(path: string) {
    this.path = path
  }

  append(line: Line): void {
    // What the kernel has taken outlives the process; nobody pulls the plug here.
    this.#file ??= openSync(this.path, 'a')
    writeSync(this.#file, `${JSON.stringify(line)}\n`)
  }

  read(): Line[] {
    let text: string
    try {
      text = readFileSync(this.path, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line)
  }
}
