import { systemClock, type TimerHandle } from '../../util/clock.ts'
import type { LeaseRequest } from './lease-request.ts'

/** Limits how long each request waits for a Redis that cannot be reached, or takes nothing. */
export class UnreachableTimeouts {
  readonly #ms: number
  readonly #onEnd: (request: LeaseRequest) => void
  readonly #timers = new Map<LeaseRequest, TimerHandle>()

  constructor(ms: number, onEnd: (request: LeaseRequest) => void) {
    this.#ms = ms
    this.#onEnd = onEnd
  }

  /** Redis cannot be reached. Where the time runs already it goes on. */
  start(requests: Iterable<LeaseRequest>): void {
    if (this.#ms === Infinity) return
    for (const request of requests)
      if (!this.#timers.has(request))
        this.#timers.set(request, systemClock.setTimer(this.#onEnd, this.#ms, request))
  }

  /** Redis has it. */
  end(request: LeaseRequest): void {
    const timer = this.#timers.get(request)
    if (timer !== undefined) systemClock.clearTimer(timer)
    this.#timers.delete(request)
  }
}
