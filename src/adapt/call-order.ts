import { nextTurn } from '../util/clock.ts'

/**
 * Brings the calls of a message back into the model's order. Some frameworks do something of their own before each call, so that a
 * later one may come first. One that does not come at all, as if it was refused, keeps the others waiting no longer than until the
 * event loop has turned without another call.
 */
export class CallOrder {
  readonly #places: ReadonlyMap<string, number>
  readonly #waiting = new Map<number, () => void>()
  /** The place of the first call that has not come. */
  #next = 0
  #arrived = 0
  #isWatching = false

  constructor(callIds: readonly string[]) {
    // Of calls with one id the first counts: the others come after it in any case.
    this.#places = new Map(callIds.map((id, place) => [id, place] as const).toReversed())
  }

  /** Whether a call is here whose turn it is not. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0
  }

  /** Whether no call that the model made before it is missing. */
  isNext(id: string): boolean {
    return (this.#places.get(id) ?? -1) <= this.#next
  }

  /** One that was next has been added: so may those that only waited for it. */
  came(id: string): void {
    this.#arrived += 1
    if (this.#places.get(id) === this.#next) this.#next += 1
    for (let add = this.#take(); add !== undefined; add = this.#take()) add()
  }

  /** `add` is called when it is its turn. */
  wait(id: string, add: () => void): void {
    this.#arrived += 1
    this.#waiting.set(this.#places.get(id) ?? 0, add)
    if (!this.#isWatching) void this.#watch()
  }

  #take(): (() => void) | undefined {
    const add = this.#waiting.get(this.#next)
    if (add === undefined) return undefined
    this.#waiting.delete(this.#next)
    this.#next += 1
    return add
  }

  async #watch(): Promise<void> {
    this.#isWatching = true
    for (let seen = -1; seen !== this.#arrived;) {
      seen = this.#arrived
      await nextTurn()
    }
    this.#isWatching = false
    const late = [...this.#waiting].toSorted(([a], [b]) => a - b)
    this.#waiting.clear()
    for (const [place, add] of late) {
      this.#next = Math.max(this.#next, place + 1)
      add()
    }
  }
}
