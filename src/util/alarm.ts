import type { Clock, TimerHandle } from './clock.ts'

/** One timer, set for the next moment that matters. Real ones may ring early: the callback looks, and sets it again. */
export class Alarm {
  readonly #clock: Clock
  readonly #ring: () => void
  #timer: TimerHandle | undefined
  #atMs: number | undefined

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock
    this.#ring = ring
  }

  get isSet(): boolean {
    return this.#timer !== undefined
  }

  /** Sets it to a moment on the clock, in place of any other; undefined: it does not ring. */
  set(atMs: number | undefined): void {
    if (atMs === this.#atMs) return
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer)
    this.#timer = undefined
    this.#atMs = atMs
    if (atMs === undefined) return
    this.#timer = this.#clock.setTimer(onTimer, atMs - this.#clock.now(), this)
  }

  ring(): void {
    this.#timer = undefined
    this.#atMs = undefined
    this.#ring()
  }
}

function onTimer(alarm: Alarm): void {
  alarm.ring()
}
