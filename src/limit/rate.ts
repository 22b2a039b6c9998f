import type { Clock } from '../util/clock.ts'
import type { Gate } from './gate.ts'
import { TokenBucket } from './token-bucket.ts'

/** At most `perSecond` starts a second, and up to `burst` of them at once. */
export class Rate implements Gate {
  readonly name: string
  readonly held = false
  readonly taken = 0
  readonly #bucket: TokenBucket
  readonly #clock: Clock

  constructor(name: string, clock: Clock, perSecond: number, burst: number = burstOf(perSecond)) {
    this.name = name
    this.#clock = clock
    this.#bucket = new TokenBucket(perSecond, burst)
  }

  ready(): boolean {
    return this.#bucket.has(this.#clock.now())
  }

  leavesOne(atMs: number): boolean {
    return this.#bucket.hasAnother(this.#clock.now(), atMs)
  }

  take(): void {
    this.#bucket.take(this.#clock.now())
  }

  /** A start is spent, however it ends. */
  give(): void {}

  readyAtMs(): number {
    return this.#bucket.readyAtMs
  }
}

/**
 * What ten milliseconds allow, at least 1: starts are spaced evenly, as services that count by the second want it,
 * but a high rate does not need a timer a start.
 */
export function burstOf(perSecond: number): number {
  return Math.max(1, Math.ceil(perSecond / 100))
}
