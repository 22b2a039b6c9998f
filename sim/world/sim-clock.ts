import { virtualClock, type VirtualClock } from '../../src/testing/virtual-clock.ts'
import type { Clock, TimerHandle } from '../../src/util/clock.ts'
import { restless } from './restless-clock.ts'

/** The virtual clock of a run, seen from the engine and from the world around it, whose timers are counted apart. */
export class SimClock {
  readonly #clock: VirtualClock
  readonly #stepMs: number
  readonly #engineTimers: Set<TimerHandle> = new Set()
  /** Called when nothing is left to do in one moment, before the next, which is named. */
  onMove: (untilMs: number) => void = () => {}
  /** The moment that is under way. */
  nowMs = 0

  /** @param stepMs the most by which the engine's clock moves on between two readings. */
  constructor(seed: number, stepMs: number = 0) {
    this.#clock = virtualClock({ seed, maxTimers: 20_000 })
    this.#stepMs = stepMs
  }

  /** The engine's time is not that of the world: when a turn ends is known to a millisecond or so only. */
  get isRestless(): boolean {
    return this.#stepMs > 0
  }

  get engineTimers(): number {
    return this.#engineTimers.size
  }

  /** The engine's clock. */
  get engine(): Clock {
    const clock = this.#clock
    const engine: Clock = {
      now: clock.now,
      epochMs: clock.epochMs,
      random: clock.random,
      setTimer: (run, delayMs, argument) => {
        const timer = clock.setTimer(
          () => {
            this.#engineTimers.delete(timer)
            this.#move()
            run(argument)
          },
          delayMs,
          undefined,
        )
        this.#engineTimers.add(timer)
        return timer
      },
      clearTimer: (timer) => {
        this.#engineTimers.delete(timer)
        clock.clearTimer(timer)
      },
    }
    return this.#stepMs === 0 ? engine : restless(engine, clock.random, this.#stepMs)
  }

  /** A timer of the world. */
  after(delayMs: number, run: () => void): TimerHandle {
    const fire = (): void => {
      this.#move()
      run()
    }
    return this.#clock.setTimer(fire, delayMs, undefined)
  }

  clear(timer: TimerHandle): void {
    this.#clock.clearTimer(timer)
  }

  runUntilIdle(): Promise<void> {
    return this.#clock.runUntilIdle()
  }

  #move(): void {
    if (this.#clock.now() <= this.nowMs) return
    this.onMove(this.#clock.now())
    this.nowMs = this.#clock.now()
  }
}
