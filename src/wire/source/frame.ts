import { systemClock } from '../../util/clock.ts'
import { eventStreamFramer, type Framer, type Found, lineFramer } from './framer.ts'
import { loadParser } from './load-parser.ts'
import type { Pull } from './pull.ts'

/**
 * The events of a text, to be iterated once. `head` is what was read of it already.
 *
 * Events that came in one chunk are handed on in one tick. What cannot be read rejects the iteration, after the
 * events before it.
 */
export async function frame(
  pull: Pull<string>,
  head: string,
  format: 'event-stream' | 'lines',
): Promise<AsyncIterable<unknown>> {
  const found: Found = { events: [], ended: false }
  const framer =
    format === 'lines' ? lineFramer(found) : eventStreamFramer(found, await loadParser())
  framer.feed(head)
  return framed(pull, framer, found)
}

/** What a framer finds in the chunks, to be iterated once. */
export function framed<Chunk>(
  pull: Pull<Chunk>,
  framer: Framer<Chunk>,
  found: Found,
): AsyncIterable<unknown> {
  const frames = new Frames(pull, framer, found)
  return { [Symbol.asyncIterator]: () => frames }
}

/** An iterator by hand: a generator would cost more than parsing the events does. */
class Frames<Chunk> implements AsyncIterator<unknown, undefined> {
  readonly #pull: Pull<Chunk>
  readonly #framer: Framer<Chunk>
  readonly #found: Found
  #taken = 0
  /** The text is over, or let go of. */
  #over = false

  constructor(pull: Pull<Chunk>, framer: Framer<Chunk>, found: Found) {
    this.#pull = pull
    this.#framer = framer
    this.#found = found
  }

  next(): Promise<IteratorResult<unknown, undefined>> {
    const { events } = this.#found
    if (this.#taken === events.length) return this.#more()
    const value = events[this.#taken]
    this.#taken += 1
    return Promise.resolve({ done: false, value })
  }

  return(): Promise<IteratorResult<unknown, undefined>> {
    if (!this.#over) this.#pull.cancel()
    this.#over = true
    this.#found.ended = true
    this.#found.events.length = this.#taken
    return Promise.resolve({ done: true, value: undefined })
  }

  async #more(): Promise<IteratorResult<unknown, undefined>> {
    const found = this.#found
    found.events.length = 0
    this.#taken = 0
    while (!found.ended && !this.#over && found.events.length === 0) {
      const { done, value } = await this.#pull.next()
      if (done !== true) this.#framer.feed(value)
      else {
        this.#over = true
        this.#framer.end()
      }
    }
    return found.events.length > 0 ? this.next() : this.#finish()
  }

  #finish(): IteratorReturnResult<undefined> {
    const { fault } = this.#found
    if (!this.#over && fault === undefined) letEnd(this.#pull)
    else if (!this.#over) this.#pull.cancel()
    this.#over = true
    delete this.#found.fault
    if (fault !== undefined) throw fault
    return { done: true, value: undefined }
  }
}

/** How long the end of the connection is waited for, in milliseconds. */
const drainMs = 1_000

/**
 * After the stream's own end mark only the connection's end is to come. Reading it, without making anybody wait,
 * leaves the connection fit for the next request; cancelling would close it. One that does not end is let go of.
 */
function letEnd(pull: Pull): void {
  const timer = systemClock.setTimer(pull.cancel, drainMs, undefined)
  // It is no reason to keep the process.
  ;(timer as Partial<NodeJS.Timeout>).unref?.()
  const over = (): void => systemClock.clearTimer(timer)
  const stop = ({ done }: { done?: boolean }): void => {
    over()
    if (done !== true) pull.cancel()
  }
  const drain = (result: { done?: boolean }): void => {
    if (result.done === true) stop(result)
    else pull.next().then(stop, over)
  }
  pull.next().then(drain, over)
}
