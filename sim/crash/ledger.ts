import { openSync, readFileSync, writeSync } from 'node:fs'
import type { Line } from './line.ts'

/** A file to which several processes append whole lines, in one order for all. */
export class Ledger {
  readonly #path: string
  #file: number | undefined

  constructor(path: string) {
    this.#path = path
  }

  append(line: Line): void {
    // What the kernel has taken outlives the process; nobody pulls the plug here.
    this.#file ??= openSync(this.#path, 'a')
    writeSync(this.#file, `${JSON.stringify(line)}\n`)
  }

  read(): Line[] {
    let text: string
    try {
      text = readFileSync(this.#path, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
    const lines = text.split('\n').slice(0, -1)
    return lines.map((line) => JSON.parse(line) as Line)
  }
}
