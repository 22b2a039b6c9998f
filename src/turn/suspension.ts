import type { Clock } from '../util/clock.ts'

/** A turn that may be suspended, or a run of an agent. */
export interface Suspendable {
  /** It runs inside a call, which is to end first: what ends inside it is no result of its own. */
  readonly isInside: boolean
  suspend(withinMs: number): void
  /** As {@link suspend}, in so many milliseconds. */
  suspendAfter(delayMs: number): void
}

/**
 * The turns of an engine that take no more calls and have not ended, the runs of agents on it, and since when the engine is suspended,
 * if it is.
 */
export class Suspension {
  readonly #clock: Clock
  readonly #open: Set<Suspendable> = new Set()
  /** The moment, on the clock, until which what runs may finish. */
  #untilMs: number | undefined
  #onEnd: (() => void)[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** How many may be suspended. */
  get size(): number {
    return this.#open.size
  }

  add(one: Suspendable): void {
    this.#open.add(one)
    if (this.#untilMs !== undefined) this.#suspend(one, this.#untilMs - this.#clock.now())
  }

  delete(one: Suspendable): void {
    this.#open.delete(one)
    if (this.#open.size > 0) return
    for (const end of this.#onEnd.splice(0)) end()
  }

  /** Suspends all, and those that come. Resolves once all that are there have ended. */
  begin(withinMs: number): Promise<void> {
    this.#untilMs = Math.min(this.#untilMs ?? Infinity, this.#clock.now() + withinMs)
    for (const one of this.#open) this.#suspend(one, withinMs)
    if (this.#open.size === 0) return Promise.resolve()
    return new Promise((resolve) => void this.#onEnd.push(resolve))
  }

  #suspend(one: Suspendable, leftMs: number): void {
    if (one.isInside) one.suspendAfter(Math.max(0, leftMs))
    else one.suspend(Math.max(0, leftMs))
  }
}
