import type { Clock, TimerHandle } from './clock.ts'

class Counted {
  readonly run: (argument: never) => void
  readonly argument: unknown
  handle: TimerHandle | undefined = undefined
  isSet = true

  constructor(run: (argument: never) => void, argument: unknown) {
    this.run = run
    this.argument = argument
  }
}

/** A clock that knows how many of the timers set on it are still to ring. */
export class CountedTimers implements Clock {
  readonly #clock: Clock
  #size = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get size(): number {
    return this.#size
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
    const timer = new Counted(run, argument)
    this.#size += 1
    timer.handle = this.#clock.setTimer(this.#ring, delayMs, timer)
    return timer
  }

  clearTimer(timer: TimerHandle): void {
    if (!this.#unset(timer as Counted)) return
    const { handle } = timer as Counted
    if (handle !== undefined) this.#clock.clearTimer(handle)
  }

  readonly #ring = (timer: Counted): void => {
    if (this.#unset(timer)) timer.run(timer.argument as never)
  }

  #unset(timer: Counted): boolean {
    const { isSet } = timer
    timer.isSet = false
    if (isSet) this.#size -= 1
    return isSet
  }
}
