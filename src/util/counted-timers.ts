import type { Clock, TimerHandle } from './clock.ts'

interface Counted {
  readonly run: (argument: never) => void
  readonly argument: unknown
  handle: TimerHandle | undefined
}

/** A clock that knows how many of the timers set on it are still to ring. */
export class CountedTimers implements Clock {
  readonly #clock: Clock
  readonly #set: Set<Counted> = new Set()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get size(): number {
    return this.#set.size
  }

  now(): number {
    return this.#clock.now()
  }

  epochMs(): number {
    return this.#clock.epochMs()
  }

  random(): number {
    return this.#clock.random()
  }

  setTimer<T>(run: (argument: T) => void, delayMs: number, argument: T): TimerHandle {
    const timer: Counted = { run, argument, handle: undefined }
    this.#set.add(timer)
    timer.handle = this.#clock.setTimer(this.#ring, delayMs, timer)
    return timer
  }

  clearTimer(timer: TimerHandle): void {
    if (!this.#set.delete(timer as Counted)) return
    const { handle } = timer as Counted
    if (handle !== undefined) this.#clock.clearTimer(handle)
  }

  readonly #ring = (timer: Counted): void => {
    this.#set.delete(timer)
    timer.run(timer.argument as never)
  }
}
