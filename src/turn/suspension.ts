import type { Clock } from '../util/clock.ts'

/** A turn that may be suspended. */
interface Suspendable {
  /** It runs inside a call, which is to end first: what ends inside it is no result of its own. */
  readonly isInside: boolean
  suspend(withinMs: number): void
  /** As {@link suspend}, in so many milliseconds. */
  suspendAfter(delayMs: number): void
}

/** The turns of an engine that take no more calls and have not ended, and since when the engine is suspended, if it is. */
export class Suspension {
  readonly #clock: Clock
  readonly #turns: Set<Suspendable> = new Set()
  /** The moment, on the clock, until which what runs may finish. */
  #untilMs: number | undefined
  #onEnd: (() => void)[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** How many turns may be suspended. */
  get size(): number {
    return this.#turns.size
  }

  add(turn: Suspendable): void {
    this.#turns.add(turn)
    if (this.#untilMs !== undefined) this.#suspend(turn, this.#untilMs - this.#clock.now())
  }

  delete(turn: Suspendable): void {
    this.#turns.delete(turn)
    if (this.#turns.size > 0) return
    for (const end of this.#onEnd.splice(0)) end()
  }

  /** Suspends all turns, and those that come. Resolves once all that are there have ended. */
  begin(withinMs: number): Promise<void> {
    this.#untilMs = Math.min(this.#untilMs ?? Infinity, this.#clock.now() + withinMs)
    for (const turn of this.#turns) this.#suspend(turn, withinMs)
    if (this.#turns.size === 0) return Promise.resolve()
    return new Promise((resolve) => void this.#onEnd.push(resolve))
  }

  #suspend(turn: Suspendable, leftMs: number): void {
    if (turn.isInside) turn.suspendAfter(Math.max(0, leftMs))
    else turn.suspend(Math.max(0, leftMs))
  }
}
