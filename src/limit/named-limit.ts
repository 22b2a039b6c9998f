import { UsageError } from '../call/errors/error.ts'
import { breakerOption, type BreakerOptions } from '../call/guard-options.ts'
import { positiveInteger, positiveNumber, type Check } from '../call/expect.ts'
import { nestedOptions, optional } from '../call/options/option-list.ts'
import type { Clock } from '../util/clock.ts'
import { concurrencyOption, makeSlots, type EngineConcurrency } from './concurrency.ts'
import type { Gate } from './gate.ts'
import { Pause } from './pause.ts'
import { burstOf, Rate } from './rate.ts'

/** A limit that tools share by its name. With no option it is only what a Retry-After pauses. */
export interface LimitOptions {
  /** The most attempts in flight. */
  readonly concurrency?: EngineConcurrency | undefined
  /** How many attempts may start in a second, on average. May be a fraction. */
  readonly perSecond?: number | undefined
  /**
   * How many may start at once; default: a hundredth of `perSecond`, at least 1. Starts are spaced evenly unless it
   * is more than 1, and no second sees more than `perSecond + burst` of them.
   */
  readonly burst?: number | undefined
  /** After too many failures, by whichever of its tools, calls fail at once for a while, instead of being tried. */
  readonly breaker?: boolean | BreakerOptions | undefined
}

const namedLimit: Check<LimitOptions> = nestedOptions<LimitOptions>({
  concurrency: optional(concurrencyOption),
  perSecond: optional(positiveNumber),
  burst: optional(positiveInteger),
  breaker: optional(breakerOption),
})

/** One of an engine's `limits`. */
export const namedLimitOption: Check<LimitOptions> = (value, name, whose) => {
  const options = namedLimit(value, name, whose)
  if (options.burst !== undefined && options.perSecond === undefined)
    throw new UsageError(`Expected \`${name}.perSecond\`${whose} beside \`burst\`, got none.`)
  return options
}

/** The gates of a named limit. */
export function makeNamedLimit(name: string, options: LimitOptions, clock: Clock): readonly Gate[] {
  const { concurrency, perSecond, burst } = options
  const gates: Gate[] = [new Pause(`${name}: paused`, clock)]
  if (perSecond !== undefined)
    gates.push(
      new Rate(`${name}: ${perSecond} a second`, clock, perSecond, burst ?? burstOf(perSecond)),
    )
  if (concurrency !== undefined) gates.push(makeSlots(concurrency, `${name}: concurrency`))
  return gates
}
