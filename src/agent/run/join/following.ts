import type { Run, RunEvent } from '../../contract.ts'
import type { RunStop } from '../run-stop.ts'

/** One loop over the events of a run that another caller began, or that has to wait before it begins. */
export class Following implements AsyncIterableIterator<RunEvent> {
  /** Undefined if there is nothing to follow. */
  readonly #events: Promise<AsyncIterator<RunEvent> | undefined>
  readonly #stop: RunStop | undefined

  /**
   * @param run settles once it is known which run that is, and that the caller may see it.
   * @param stop ends the loop before the run does.
   */
  constructor(run: Promise<Run<unknown> | undefined>, stop: RunStop | undefined) {
    this.#events = run.then((known) => known?.[Symbol.asyncIterator]())
    this.#stop = stop
    // Who asks for the first event is told.
    this.#events.catch(() => {})
  }

  async next(): Promise<IteratorResult<RunEvent>> {
    const next = (await this.#events)?.next()
    if (next === undefined || this.#stop === undefined) return next ?? noMore
    return (await this.#stop.until(next)) ?? noMore
  }

  /** A loop that still waits for an event is told that none comes. */
  return(): Promise<IteratorResult<RunEvent>> {
    void this.#events.then(
      (events) => events?.return?.(),
      () => {},
    )
    return Promise.resolve(noMore)
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

const noMore = { value: undefined, done: true } as const
