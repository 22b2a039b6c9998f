import type { Clock } from '../util/clock.ts'
import type { Gate } from './gate.ts'

/**
 * Lets nobody start before a moment that can be put off, such as the one that a Retry-After names. Those who come while
 * that moment is too far away are not made to wait for it: they are refused.
 */
export class Pause implements Gate {
  readonly name: string
  readonly held = false
  readonly taken = 0
  readonly #clock: Clock
  #untilMs = -Infinity
  #refusedUntilMs = -Infinity

  constructor(name: string, clock: Clock) {
    this.name = name
    this.#clock = clock
  }

  /** Closes the gate until a moment on the clock. The latest moment that was named counts. */
  until(untilMs: number): void {
    this.#untilMs = Math.max(this.#untilMs, untilMs)
  }

  /** Refuses those who come before a moment on the clock. */
  refuseUntil(untilMs: number): void {
    this.#refusedUntilMs = Math.max(this.#refusedUntilMs, untilMs)
  }

  /** How long, in milliseconds, those who come now are refused; 0: not at all. */
  refusedMs(): number {
    if (this.#refusedUntilMs === -Infinity) return 0
    return Math.max(0, this.#refusedUntilMs - this.#clock.now())
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
