/** An event in a log; the first link of all holds none. */
export interface Link<T> {
  readonly event: T | undefined
  previous: Link<T> | undefined
  next: Link<T> | undefined
  nextDroppable: Link<T> | undefined
  dropped: boolean
}

/** What the readers of a log share with it. */
export interface LogState<T> {
  /** Those that have read all that there is. */
  readonly waiting: Set<LogReader<T>>
  ending: { readonly failure?: { readonly error: unknown } } | undefined
}

/** A call of `next` that is not answered yet. */
interface Request<T> {
  resolve(result: IteratorResult<T>): void
  reject(error: unknown): void
  following: Request<T> | undefined
}

/** One loop over a log. */
export class LogReader<T> implements AsyncIterableIterator<T> {
  /** The event that it read last; undefined: it wants no more. */
  #at: Link<T> | undefined
  readonly #state: LogState<T>
  #oldest: Request<T> | undefined
  #newest: Request<T> | undefined

  constructor(first: Link<T>, state: LogState<T>) {
    this.#at = first
    this.#state = state
  }

  next(): Promise<IteratorResult<T>> {
    return new Promise((resolve, reject) => {
      const request: Request<T> = { resolve, reject, following: undefined }
      if (this.#oldest === undefined || this.#newest === undefined) this.#oldest = request
      else this.#newest.following = request
      this.#newest = request
      this.serve()
    })
  }

  /** Leaves the loop; a reader that still waits for an event is told that none comes. */
  return(): Promise<IteratorResult<T>> {
    this.#at = undefined
    this.serve()
    return Promise.resolve({ value: undefined, done: true })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** Answers as many requests as there are events for. */
  serve(): void {
    while (this.#oldest !== undefined && this.#answer(this.#oldest))
      this.#oldest = this.#oldest.following
    if (this.#oldest === undefined) this.#state.waiting.delete(this)
    else this.#state.waiting.add(this)
  }

  #answer({ resolve, reject }: Request<T>): boolean {
    const { ending } = this.#state
    const next = nextOf(this.#at)
    if (next !== undefined) resolve({ value: next.event as T, done: false })
    else if (this.#at === undefined) resolve({ value: undefined, done: true })
    else if (ending === undefined) return false
    else if (ending.failure === undefined) resolve({ value: undefined, done: true })
    else reject(ending.failure.error)
    this.#at = next
    return true
  }
}

function nextOf<T>(at: Link<T> | undefined): Link<T> | undefined {
  return at?.dropped ? at.previous?.next : at?.next
}
