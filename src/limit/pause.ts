import type { Clock } from '../util/clock.ts'
import type { Gate } from './gate.ts'

/** Lets nobody start before a moment that can be put off, such as the one that a Retry-After names. */
export class Pause implements Gate {
  readonly name: string
  readonly held = false
  readonly #clock: Clock
  #untilMs = -Infinity

  constructor(name: string, clock: Clock) {
    this.name = name
    this.#clock = clock
  }

  /** Closes the gate until a moment on the clock. The latest moment that was named counts. */
  until(untilMs: number): void {
    this.#untilMs = Math.max(this.#untilMs, untilMs)
  }

  ready(): boolean {
    return this.#untilMs === -Infinity || this.#clock.now() >= this.#untilMs
  }

  take(): void {}

  give(): void {}

  readyAtMs(): number {
    return this.#untilMs
  }
}
