/** Time is short when less than this part of it is left. */
const shortPart = 1 / 4

/**
 * Says how much time a run has, once that is short, and then whenever half of what it said has gone: a model that is told does
 * not begin what it cannot finish.
 */
export class TimeLeft {
  readonly #deadlineMs: number
  #nextMs: number

  /** @param deadlineMs how long the run may take, in milliseconds. */
  constructor(deadlineMs: number) {
    this.#deadlineMs = deadlineMs
    this.#nextMs = deadlineMs * shortPart
  }

  /** What there is to say with so much left; undefined if nothing. */
  line(leftMs: number): string | undefined {
    if (leftMs > this.#nextMs || leftMs <= 0) return undefined
    this.#nextMs = leftMs / 2
    return (
      `[Time left for this task: about ${duration(leftMs)} of ${duration(this.#deadlineMs)}. Make only the calls that it still needs, ` +
      'together in one message, and then answer.]'
    )
  }
}

/** In the largest unit of which there are at least two. */
function duration(ms: number): string {
  if (ms >= 7_200_000) return `${Math.floor(ms / 3_600_000)} hours`
  if (ms >= 120_000) return `${Math.floor(ms / 60_000)} minutes`
  return ms >= 2_000 ? `${Math.floor(ms / 1_000)} seconds` : `${Math.floor(ms)} ms`
}
