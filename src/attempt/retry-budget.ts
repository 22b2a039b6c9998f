import { amount, type Check } from '../call/expect.ts'
import {
  nestedOptions,
  optional,
  optionsCheck,
  type OptionList,
} from '../call/options/option-list.ts'
import { SlidingCount } from '../util/sliding-count.ts'

/** How many retries an engine's calls may have together. */
export interface RetryBudgetOptions {
  /** How many retries there may be for each call; default 0.2. */
  readonly ratio?: number | undefined
  /** And beside those, so that a few calls may retry at all, how many a second; default 10. */
  readonly minPerSecond?: number | undefined
}

const list: OptionList<RetryBudgetOptions, keyof RetryBudgetOptions> = {
  ratio: optional(amount, 0.2),
  minPerSecond: optional(amount, 10),
}

const checkRetryBudget = optionsCheck(list)

/** `retryBudget` of an engine. */
export const retryBudgetOption: Check<RetryBudgetOptions | false> = nestedOptions(list, false)

/** For so long calls and retries count. */
const windowMs = 10_000

/**
 * Stops a retry storm: when everything fails, retries add a fifth to the load instead of multiplying it. Ratio, rate
 * and window are the defaults of Finagle's `RetryBudget` (twitter.github.io/finagle; "Retry Budgets", Finagle blog,
 * 2016). One budget is meant for all calls of a service, or of an engine; a single call cannot know of a storm.
 */
export class RetryBudget {
  readonly #ratio: number
  readonly #floor: number
  readonly #calls = new SlidingCount(windowMs)
  readonly #retries = new SlidingCount(windowMs)

  constructor(options?: RetryBudgetOptions) {
    const { ratio, minPerSecond } = checkRetryBudget(options, 'a retry budget')
    this.#ratio = ratio
    this.#floor = (minPerSecond * windowMs) / 1_000
  }

  /** A call has started its first attempt. */
  onCall(nowMs: number): void {
    this.#calls.add(nowMs)
  }

  /** Whether there may be one more retry now; if so, the budget is charged for it. */
  take(nowMs: number): boolean {
    const most = this.#floor + this.#ratio * this.#calls.total(nowMs)
    if (this.#retries.total(nowMs) + 1 > most) return false
    this.#retries.add(nowMs)
    return true
  }
}
