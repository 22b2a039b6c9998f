import type { WriteStream } from 'node:fs'
import { FanfoldError, UsageError } from '../../call/errors/error.ts'
import { errorText } from '../../util/error-text.ts'
import { neededBuiltin } from '../../util/platform/needed-builtin.ts'
import { expectReplaceable } from '../../util/replaceable.ts'
import type { TraceLine } from './line.ts'
import { lineText, withoutContent } from './traced.ts'

const trace = { what: 'a trace, which is replaced', begins: '{"type":"trace"' }

/** A file that is written line by line, and never in the way of what it tells of. */
export class LineFile {
  readonly #path: string
  readonly #content: boolean
  readonly #stream: WriteStream
  /** Empties the file. Undefined once that is done. */
  #empty: (() => void) | undefined
  #failure: unknown

  /**
   * Replaces the trace that is there, if there is one, as soon as there is a line in its place. Only its owner may read it,
   * for it holds what tools were given and returned.
   *
   * @throws {UsageError} if it cannot be written, or is something else than a trace.
   */
  constructor(path: string, content: boolean) {
    this.#path = path
    this.#content = content
    const fs = neededBuiltin('node:fs', 'a trace file')
    try {
      expectReplaceable('the trace file', path, trace)
      const fd = fs.openSync(path, 'a', 0o600)
      this.#stream = fs.createWriteStream(path, { fd })
      // Of a terminal, or a pipe, there is nothing to empty.
      this.#empty = () => void (fs.fstatSync(fd).isFile() && fs.ftruncateSync(fd))
    } catch (cause) {
      if (cause instanceof UsageError) throw cause
      throw new UsageError(
        `Expected the trace file ${path} to be one that can be written: ${errorText(cause)}.`,
        { cause },
      )
    }
    this.#stream.on('error', (error) => (this.#failure ??= error))
  }

  write(line: TraceLine): void {
    if (this.#failure !== undefined || this.#stream.writableEnded) return
    try {
      this.#empty?.()
      this.#empty = undefined
    } catch (error) {
      this.#failure = error
      return
    }
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
