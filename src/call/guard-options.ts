import { UsageError } from './error.ts'
import { expectCount, expectDuration, expectPositive, show } from './expect.ts'

/** When a slow call gets another attempt beside the first. */
export interface HedgeOptions {
  /** Longer than this part of the tool's own run times is slow; default 0.95. */
  readonly quantile?: number
  /** How many extra attempts there may be for each call; default 0.05. */
  readonly budget?: number
  /** The most extra attempts of one call; default 2, for one in a hundred of them is as slow as the first. */
  readonly perCall?: number
  /** How many calls must have been seen first; default 20, the fewest that have a 95th percentile. */
  readonly minSamples?: number
}

/** When a tool that fails is left alone for a while. */
export interface BreakerOptions {
  /** Opens after so many failures in a row; default 5. */
  readonly consecutiveFailures?: number
  /** Opens when so large a part of the last `window` results are failures, from 0 to 1; default 0.5. */
  readonly failureRate?: number
  /** How many results the rate is taken over, once there are as many; default 20. */
  readonly window?: number
  /** How long it stays open at first, in milliseconds; default 5,000. Doubles with every probe that fails. */
  readonly openMs?: number
  /** The longest that it stays open, in milliseconds; default 60,000. */
  readonly maxOpenMs?: number
}

/** @throws {UsageError} if it is none. */
export function expectHedge(option: string, value: unknown): void {
  const options = optionsOf(option, value)
  expectPart(`${option}.quantile`, options['quantile'])
  expectAbove(`${option}.budget`, options['budget'], Infinity)
  expectPositive(`${option}.perCall`, options['perCall'])
  expectCount(`${option}.minSamples`, options['minSamples'])
}

/** @throws {UsageError} if it is none. */
export function expectBreaker(option: string, value: unknown): void {
  const options = optionsOf(option, value)
  expectPositive(`${option}.consecutiveFailures`, options['consecutiveFailures'])
  expectPart(`${option}.failureRate`, options['failureRate'])
  expectPositive(`${option}.window`, options['window'])
  expectDuration(`${option}.openMs`, options['openMs'])
  expectDuration(`${option}.maxOpenMs`, options['maxOpenMs'])
}

function optionsOf(option: string, value: unknown): Readonly<Record<string, unknown>> {
  if (value === undefined || typeof value === 'boolean') return {}
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  throw new UsageError(`Expected \`${option}\` to be true or an object, got ${show(value)}.`)
}

function expectPart(option: string, value: unknown): void {
  expectAbove(option, value, 1)
}

function expectAbove(option: string, value: unknown, most: number): void {
  if (value === undefined || (typeof value === 'number' && value > 0 && value <= most)) return
  const atMost = most === Infinity ? '' : ` and at most ${most}`
  throw new UsageError(
    `Expected \`${option}\` to be a number above 0${atMost}, got ${show(value)}.`,
  )
}
