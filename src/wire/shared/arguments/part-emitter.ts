import type { Sink } from '../../codec.ts'
import { textOf } from '../shape.ts'

/** Hands a sink arguments that are still coming, piece by piece, each once. */
export class PartEmitter {
  readonly #sink: Sink
  #pieces: readonly string[] | undefined
  #emitted = 0

  constructor(sink: Sink) {
    this.#sink = sink
  }

  /**
   * Emits the pieces that have come since the last time. `pieces`: all of a call that is the next to be emitted; of any
   * other the sink could not know which calls come before it.
   */
  emit(pieces: readonly string[], id: unknown, name: unknown): void {
    if (this.#sink.part === undefined || textOf(name) === '') return
    if (pieces !== this.#pieces) {
      this.#pieces = pieces
      this.#emitted = 0
    }
    const call = { id: textOf(id), name: textOf(name) }
    for (; this.#emitted < pieces.length; this.#emitted += 1)
      this.#sink.part(call, pieces[this.#emitted] as string)
  }
}
