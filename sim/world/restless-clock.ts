import type { Clock } from '../../src/util/clock.ts'

/** As much as Node's own timers, which count whole milliseconds; the engine's clock does not, but a user's may. */
const earlyMs = 1

/**
 * A clock as a real machine has it: it moves on between two readings, by up to `stepMs`, and its timers ring up to a
 * millisecond too early. Whoever reads it twice to decide one thing may get two answers.
 *
 * @param random from 0, inclusive, to 1, exclusive.
 */
export function restless(clock: Clock, random: () => number, stepMs: number): Clock {
  let gainedMs = 0
  return {
    now() {
      gainedMs += stepMs * random()
      return clock.now() + gainedMs
    },
    epochMs: () => clock.epochMs() + gainedMs,
    random: () => clock.random(),
    setTimer: (run, delayMs, argument) =>
      clock.setTimer(run, Math.max(0, delayMs - earlyMs * random()), argument),
    clearTimer: (timer) => clock.clearTimer(timer),
  }
}
