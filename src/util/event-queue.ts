/** Events pushed on one side and iterated on the other; each iterator sees those that no other took. */
export class EventQueue<T> implements AsyncIterableIterator<T> {
  #items: T[] = []
  #taken = 0
  #waiting: ((result: IteratorResult<T>) => void)[] = []
  #ended = false

  push(item: T): void {
    if (this.#ended) return
    const waiting = this.#waiting.shift()
    if (waiting === undefined) this.#items.push(item)
    else waiting({ value: item, done: false })
  }

  /** No more events; what is queued can still be read. */
  end(): void {
    this.#ended = true
    for (const waiting of this.#waiting) waiting({ value: undefined, done: true })
    this.#waiting = []
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#taken < this.#items.length) {
      const value = this.#items[this.#taken] as T
      this.#taken += 1
      // Shifting an array costs its length, so the read part goes in halves.
      if (this.#taken > 1024 && this.#taken * 2 > this.#items.length) {
        this.#items = this.#items.slice(this.#taken)
        this.#taken = 0
      }
      return Promise.resolve({ value, done: false })
    }
    if (this.#ended) return Promise.resolve({ value: undefined, done: true })
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Leaving the loop early drops what is queued and what would come. */
  return(): Promise<IteratorResult<T>> {
    this.#items = []
    this.#taken = 0
    this.end()
    return Promise.resolve({ value: undefined, done: true })
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
