import type { Sink } from '../codec.ts'
import { textOf } from './shape.ts'

/** Tells a sink of arguments that are still coming, piece by piece, each once. */
export class PartTeller {
  readonly #sink: Sink
  #pieces: readonly string[] | undefined
  #told = 0

  constructor(sink: Sink) {
    this.#sink = sink
  }

  /**
   * Tells the pieces that have come since the last time. `pieces`: all of a call that is the next to be told; of any
   * other the sink could not know which calls come before it.
   */
  tell(pieces: readonly string[], id: unknown, name: unknown): void {
    if (this.#sink.part === undefined || textOf(name) === '') return
    if (pieces !== this.#pieces) {
      this.#pieces = pieces
      this.#told = 0
    }
    const call = { id: textOf(id), name: textOf(name) }
    for (; this.#told < pieces.length; this.#told += 1)
      this.#sink.part(call, pieces[this.#told] as string)
  }
}
