import { UsageError } from '../../call/errors/error.ts'
import { positiveInteger, positiveNumber, amount } from '../../call/expect.ts'
import {
  nestedOptions,
  optional,
  required,
  type OptionList,
} from '../../call/options/option-list.ts'
import type { Check } from '../../call/expect.ts'

/** What a run may use up. The first that is used up ends it, with the outcome `budget`. */
export interface RunBudgets {
  /**
   * The most calls that the model makes in a run; a plan counts as one. Those beyond are answered, and not run (`skipped`, with
   * code `budget`).
   */
  readonly maxCalls?: number | undefined
  /**
   * The most tokens, in and out, as the provider counts them. It is known after each message what that took: no request is sent once
   * they are used up.
   */
  readonly maxTokens?: number | undefined
  /** The most that the tokens may cost, by the agent's `prices` and in their currency; known as `maxTokens` is. */
  readonly maxCost?: number | undefined
}

/** What a million tokens cost, in any currency. */
export interface Prices {
  readonly inputPerMillion: number
  readonly outputPerMillion: number
}

/** A budget that is used up. */
export interface SpentBudget {
  /** The option. */
  readonly name: keyof RunBudgets
  readonly limit: number
  /** By then. Of calls, with those that were not run. */
  readonly used: number
}

export const budgetOptionList: OptionList<RunBudgets> = {
  maxCalls: optional(positiveInteger),
  maxTokens: optional(positiveInteger),
  maxCost: optional(positiveNumber),
}

export const pricesOption: Check<Prices> = nestedOptions<Prices>({
  inputPerMillion: required(amount),
  outputPerMillion: required(amount),
})

/** @throws {UsageError} if nothing says what tokens cost. */
export function expectPrices(
  { maxCost }: RunBudgets,
  prices: Prices | undefined,
  whose: string,
): void {
  if (maxCost !== undefined && prices === undefined)
    throw new UsageError(
      `Expected createAgent to have \`prices\`, for \`maxCost\` of ${whose} goes by them: { inputPerMillion, outputPerMillion }.`,
    )
}

/** What was used so far. */
interface Used {
  readonly calls: number
  readonly inputTokens: number
  readonly outputTokens: number
}

export function costOf({ inputTokens, outputTokens }: Used, prices: Prices): number {
  return (inputTokens * prices.inputPerMillion + outputTokens * prices.outputPerMillion) / 1e6
}

/** The first budget that is used up. Calls are when one was made that is not run. */
export function spentBudget(
  { maxCalls = Infinity, maxTokens = Infinity, maxCost = Infinity }: RunBudgets,
  used: Used,
  prices: Prices | undefined,
): SpentBudget | undefined {
  const { calls, inputTokens, outputTokens } = used
  if (calls > maxCalls) return { name: 'maxCalls', limit: maxCalls, used: calls }
  const tokens = inputTokens + outputTokens
  if (tokens >= maxTokens) return { name: 'maxTokens', limit: maxTokens, used: tokens }
  const cost = prices === undefined ? 0 : costOf(used, prices)
  return cost >= maxCost ? { name: 'maxCost', limit: maxCost, used: cost } : undefined
}
