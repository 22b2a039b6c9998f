import { UsageError } from '../call/error.ts'
import { expectBreaker, type BreakerOptions } from '../call/guard-options.ts'
import { expectPositive, show } from '../call/expect.ts'
import type { Clock } from '../util/clock.ts'
import { expectConcurrency, makeSlots, type EngineConcurrency } from './concurrency.ts'
import type { Gate } from './gate.ts'
import { Pause } from './pause.ts'
import { burstOf, Rate } from './rate.ts'

/** A limit that tools share by its name. With no option it is only what a Retry-After pauses. */
export interface LimitOptions {
  /** The most attempts in flight. */
  readonly concurrency?: EngineConcurrency
  /** How many attempts may start in a second, on average. May be a fraction. */
  readonly perSecond?: number
  /**
   * How many may start at once; default: a hundredth of `perSecond`, at least 1. Starts are spaced evenly unless it
   * is more than 1, and no second sees more than `perSecond + burst` of them.
   */
  readonly burst?: number
  /** After too many failures, by whichever of its tools, calls fail at once for a while, instead of being tried. */
  readonly breaker?: boolean | BreakerOptions
}

export interface NamedLimit {
  readonly gates: readonly Gate[]
  readonly pause: Pause
}

const optionNames: readonly string[] = ['concurrency', 'perSecond', 'burst', 'breaker']

/** @throws {UsageError} if an option is not what its type says. */
export function makeNamedLimit(name: string, options: LimitOptions, clock: Clock): NamedLimit {
  const path = `limits.${name}`
  expectLimitOptions(path, options)
  const { concurrency, perSecond, burst } = options
  const pause = new Pause(`${name}: paused`, clock)
  const gates: Gate[] = [pause]
  if (perSecond !== undefined)
    gates.push(
      new Rate(`${name}: ${perSecond} a second`, clock, perSecond, burst ?? burstOf(perSecond)),
    )
  if (concurrency !== undefined) gates.push(makeSlots(concurrency, `${name}: concurrency`))
  return { gates, pause }
}

function expectLimitOptions(path: string, options: unknown): void {
  if (typeof options !== 'object' || options === null)
    throw new UsageError(`Expected \`${path}\` to be an object, got ${show(options)}.`)
  const stray = Object.keys(options).find((key) => !optionNames.includes(key))
  if (stray !== undefined)
    throw new UsageError(
      `Expected the options of \`${path}\` to be ${optionNames.join(', ')}, got "${stray}".`,
    )
  const { concurrency, perSecond, burst, breaker } = options as LimitOptions
  expectConcurrency(`${path}.concurrency`, concurrency)
  expectRate(`${path}.perSecond`, perSecond)
  expectPositive(`${path}.burst`, burst)
  expectBreaker(`${path}.breaker`, breaker)
  if (burst !== undefined && perSecond === undefined)
    throw new UsageError(`Expected \`${path}.perSecond\` beside \`burst\`, got none.`)
}

function expectRate(option: string, value: unknown): void {
  if (value === undefined || (Number.isFinite(value) && (value as number) > 0)) return
  throw new UsageError(`Expected \`${option}\` to be a number above 0, got ${show(value)}.`)
}
