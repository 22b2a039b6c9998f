import type { Clock } from '../../util/clock.ts'
import { having, type Check } from '../expect.ts'

/** `clock` of whatever waits. */
export const clockOption: Check<Clock> = having(
  'a clock, as virtualClock() of fanfold/testing makes one',
  'now',
  'epochMs',
  'setTimer',
  'clearTimer',
  'random',
)
