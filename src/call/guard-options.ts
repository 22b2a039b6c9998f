import {
  duration,
  integerUpTo,
  portion,
  positiveInteger,
  positiveNumber,
  wholeNumber,
  type Check,
} from './expect.ts'
import {
  nestedOptions,
  optional,
  optionsCheck,
  type OptionList,
  type OptionsCheck,
  type Settings,
} from './options/option-list.ts'

/** When a slow call gets another attempt beside the first. */
export interface HedgeOptions {
  /** Longer than this part of the tool's own run times is slow; default 0.95. */
  readonly quantile?: number | undefined
  /** How many extra attempts there may be for each call; default 0.05. */
  readonly budget?: number | undefined
  /** The most extra attempts of one call; default 2, for one in a hundred of them is as slow as the first. */
  readonly perCall?: number | undefined
  /** How many calls must have been seen first; default 20, the fewest that have a 95th percentile. */
  readonly minSamples?: number | undefined
}

/**
 * When a tool that fails is left alone for a while. A failure here is one that may pass: HTTP 429 or 5xx, a broken connection, a
 * time-out, a `ToolError` that is `retryable`. Any other error is the answer of a service that is there.
 */
export interface BreakerOptions {
  /** Opens after so many failures in a row; default 5. */
  readonly consecutiveFailures?: number | undefined
  /** Opens when so large a part of the last `window` results are failures, from 0 to 1; default 0.5. */
  readonly failureRate?: number | undefined
  /** How many results the rate is taken over, once there are as many; default 20, at most 100,000. */
  readonly window?: number | undefined
  /** How long it stays open at first, in milliseconds; default 5,000. Doubles with every probe that fails. */
  readonly openMs?: number | undefined
  /** The longest that it stays open, in milliseconds; default 60,000. */
  readonly maxOpenMs?: number | undefined
}

/** The options of a breaker, all of them. */
export type BreakerSettings = Settings<BreakerOptions, keyof BreakerOptions>

const hedgeList: OptionList<HedgeOptions, keyof HedgeOptions> = {
  quantile: optional(portion, 0.95),
  budget: optional(positiveNumber, 0.05),
  perCall: optional(positiveInteger, 2),
  minSamples: optional(wholeNumber, 20),
}

/** Each result is kept. */
const longestWindow = 100_000

const breakerList: OptionList<BreakerOptions, keyof BreakerOptions> = {
  consecutiveFailures: optional(positiveInteger, 5),
  failureRate: optional(portion, 0.5),
  window: optional(integerUpTo(longestWindow), 20),
  openMs: optional(duration, 5_000),
  maxOpenMs: optional(duration, 60_000),
}

export const checkHedge: OptionsCheck<Settings<HedgeOptions, keyof HedgeOptions>> =
  optionsCheck(hedgeList)
export const checkBreaker: OptionsCheck<BreakerSettings> = optionsCheck(breakerList)

/** `hedge` of a tool. */
export const hedgeOption: Check<boolean | HedgeOptions> = nestedOptions(hedgeList, true, false)
/** `breaker` of a tool or of a limit. */
export const breakerOption: Check<boolean | BreakerOptions> = nestedOptions(
  breakerList,
  true,
  false,
)
