import { UsageError } from '../call/errors/error.ts'
import { duration, oneOf, positiveInteger, refusal, type Check } from '../call/expect.ts'
import { nestedOptions, optional, required } from '../call/options/option-list.ts'
import { AdaptiveSemaphore } from './adaptive/adaptive-semaphore.ts'
import { Aimd } from './adaptive/aimd.ts'
import { fillRange, type LimitAlgorithm, type LimitRange } from './adaptive/algorithm.ts'
import type { Gate } from './gate.ts'
import { Gradient2 } from './adaptive/gradient2.ts'
import { Semaphore } from './semaphore.ts'

/** A limit that follows the downstream's health. */
export interface AdaptiveConcurrency extends LimitRange {
  /** `aimd` follows rejections and time-outs; `gradient2` follows run times, and suits calls of one kind. */
  readonly algorithm: 'aimd' | 'gradient2'
  /** For `aimd`: an attempt that runs longer than this many milliseconds counts as rejected; default: none does. */
  readonly slowMs?: number | undefined
}

/** How many attempts may be in flight. `'adaptive'` is `{ algorithm: 'aimd' }`. */
export type EngineConcurrency = number | 'adaptive' | AdaptiveConcurrency

const adaptive: Check<AdaptiveConcurrency> = nestedOptions<AdaptiveConcurrency>({
  algorithm: required(oneOf('aimd', 'gradient2')),
  min: optional(positiveInteger),
  max: optional(positiveInteger),
  initial: optional(positiveInteger),
  slowMs: optional(duration),
})

/** `concurrency` of an engine or of a limit. */
export const concurrencyOption: Check<EngineConcurrency> = (value, name, whose) => {
  if (value === 'adaptive') return value
  if (typeof value === 'number') return positiveInteger(value, name, whose)
  if (typeof value !== 'object' || value === null)
    throw refusal(name, whose, "a positive integer, 'adaptive' or { algorithm }", value)
  const options = adaptive(value, name, whose)
  const range = fillRange(options)
  if (range.min > range.max)
    throw new UsageError(
      `Expected \`${name}.min\`${whose} to be at most \`${name}.max\`, got \`${range.min}\` and \`${range.max}\`.`,
    )
  if (options.slowMs !== undefined && options.algorithm !== 'aimd')
    throw new UsageError(
      `Expected \`${name}.slowMs\`${whose} only for algorithm 'aimd', got it for '${options.algorithm}'. Leave it out.`,
    )
  return options
}

/** Makes the gate that keeps to a concurrency, fixed or adaptive. */
export function makeSlots(concurrency: EngineConcurrency, name = 'concurrency'): Gate {
  if (typeof concurrency === 'number') return new Semaphore(name, concurrency)
  return new AdaptiveSemaphore(name, makeAlgorithm(concurrency))
}

function makeAlgorithm(concurrency: 'adaptive' | AdaptiveConcurrency): LimitAlgorithm {
  if (concurrency === 'adaptive') return new Aimd()
  return concurrency.algorithm === 'aimd' ? new Aimd(concurrency) : new Gradient2(concurrency)
}
