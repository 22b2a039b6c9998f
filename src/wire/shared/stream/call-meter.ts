import { mostCalls } from '../../../call/call.ts'
import type { Reading } from '../../codec.ts'
import { longestEvent } from '../../source/framer.ts'
import { brokenOff } from '../ending/stop.ts'

/** What is wrong with a message of so many calls, if they are too many. */
export function tooManyCalls(count: number): string | undefined {
  return count <= mostCalls
    ? undefined
    : `it has more than ${mostCalls} calls, the most that are read`
}

/**
 * Counts the calls of a message, and what they have brought as arguments, piece by piece. A single event has its own limit,
 * but events without end would fill the memory. Of a message beyond the bounds nothing more is read.
 */
export class CallMeter {
  readonly #most: number
  #length = 0
  #calls = 0

  /** `most`: the most characters that all calls of a message may have; by default as many as one event may. */
  constructor(most: number = longestEvent) {
    this.#most = most
  }

  /** A call begins. @returns what is wrong, once there are too many. */
  begin(): string | undefined {
    this.#calls += 1
    return tooManyCalls(this.#calls)
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

/** A whole message, read; if it has too many calls, as the broken one that a stream of them would be. */
export function withinBounds<Message>(reading: Reading<Message>): Reading<Message> {
  const { calls, stop } = reading
  const fault = tooManyCalls(calls.length)
  if (fault === undefined) return reading
  return { ...reading, calls: calls.slice(0, mostCalls), stop: brokenOff(fault, stop.raw) }
}
