import { longestEvent } from '../../source/framer.ts'

/**
 * Counts what a message's calls have brought as arguments, piece by piece. A single event has its own limit,
 * but pieces without end would fill the memory.
 */
export class ArgumentMeter {
  readonly #most: number
  #length = 0

  /** `most`: the most characters that all calls of a message may have; by default as many as one event may. */
  constructor(most: number = longestEvent) {
    this.#most = most
  }

  /** @returns what is wrong, once there is too much to be kept. What is no text counts nothing. */
  take(piece: unknown): string | undefined {
    if (typeof piece !== 'string') return undefined
    this.#length += piece.length
    return this.#length <= this.#most
      ? undefined
      : `the arguments of its calls are longer than ${this.#most} characters, the most that is kept`
  }
}
