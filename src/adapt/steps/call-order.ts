import { nextTurn } from '../../util/clock.ts'

/**
 * Brings the calls of a message back into the model's order. Some frameworks do something of their own before each call, so that a
 * later one may come first. One that does not come at all, as if it was refused, keeps the others waiting no longer than until the
 * event loop has turned without another call.
 */
export class CallOrder {
  readonly #places: ReadonlyMap<string, number>
  /** By place; calls with one id have one. */
  readonly #waiting = new Map<number, (() => void)[]>()
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
    for (let next = this.#take(); next !== undefined; next = this.#take())
      for (const add of next) add()
  }

  /** `add` is called when it is its turn. */
  wait(id: string, add: () => void): void {
    this.#arrived += 1
    const place = this.#places.get(id) ?? 0
    const others = this.#waiting.get(place)
    if (others === undefined) this.#waiting.set(place, [add])
    else others.push(add)
    if (!this.#isWatching) void this.#watch()
  }

  #take(): readonly (() => void)[] | undefined {
    const next = this.#waiting.get(this.#next)
    if (next === undefined) return undefined
    this.#waiting.delete(this.#next)
    this.#next += 1
    return next
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
    for (const [place, adds] of late) {
      this.#next = Math.max(this.#next, place + 1)
      for (const add of adds) add()
    }
  }
}
