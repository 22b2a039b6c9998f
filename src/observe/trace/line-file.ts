import type { WriteStream } from 'node:fs'
import { FanfoldError, UsageError } from '../../call/errors/error.ts'
import { errorText } from '../../util/error-text.ts'
import { neededBuiltin } from '../../util/platform/needed-builtin.ts'
import type { TraceLine } from './line.ts'
import { lineText } from './traced.ts'
import { withoutContent } from './without-content.ts'

/** A file that is written line by line, and never in the way of what it tells of. */
export class LineFile {
  readonly #path: string
  readonly #content: boolean
  readonly #stream: WriteStream
  #failure: unknown

  /**
   * Replaces the file, if there is one. Only its owner may read it, for it holds what tools were given and returned.
   *
   * @throws {UsageError} if it cannot be written.
   */
  constructor(path: string, content: boolean) {
    this.#path = path
    this.#content = content
    const { createWriteStream, openSync } = neededBuiltin('node:fs', 'a trace file')
    try {
      this.#stream = createWriteStream(path, { fd: openSync(path, 'w', 0o600) })
    } catch (cause) {
      throw new UsageError(
        `Expected the trace file ${path} to be one that can be written: ${errorText(cause)}.`,
        { cause },
      )
    }
    this.#stream.on('error', (error) => (this.#failure ??= error))
  }

  write(line: TraceLine): void {
    if (this.#failure !== undefined || this.#stream.writableEnded) return
    this.#stream.write(lineText(this.#content ? line : withoutContent(line)))
  }

  /**
   * Resolves once all lines are written.
   *
   * @throws {FanfoldError} `trace_file` if one could not be.
   */
  async close(): Promise<void> {
    if (!this.#stream.closed) {
      const closed = new Promise<void>((resolve) => this.#stream.once('close', resolve))
      this.#stream.end()
      await closed
    }
    if (this.#failure === undefined) return
    const message = `Expected the trace file ${this.#path} to take every line: ${errorText(this.#failure)}. It ends where that happened.`
    throw new FanfoldError(message, { code: 'trace_file', cause: this.#failure })
  }
}
