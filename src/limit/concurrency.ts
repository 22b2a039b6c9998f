import { UsageError } from '../call/error.ts'
import { expectDuration, expectOneOf, expectPositive, show } from '../call/expect.ts'
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
  readonly slowMs?: number
}

/** How many attempts may be in flight. `'adaptive'` is `{ algorithm: 'aimd' }`. */
export type EngineConcurrency = number | 'adaptive' | AdaptiveConcurrency

/** @throws {UsageError} if it is none. */
export function expectConcurrency(option: string, value: unknown): void {
  if (value === undefined || value === 'adaptive') return
  if (typeof value === 'number') expectPositive(option, value)
  else if (typeof value === 'object' && value !== null) expectAdaptive(option, value)
  else
    throw new UsageError(
      `Expected \`${option}\` to be a positive integer, 'adaptive' or { algorithm }, got ${show(value)}.`,
    )
}

function expectAdaptive(option: string, value: object): void {
  const { algorithm = '', min, max, initial, slowMs } = value as Partial<AdaptiveConcurrency>
  expectOneOf(`${option}.algorithm`, ['aimd', 'gradient2'], algorithm)
  expectPositive(`${option}.min`, min)
  expectPositive(`${option}.max`, max)
  expectPositive(`${option}.initial`, initial)
  expectDuration(`${option}.slowMs`, slowMs)
  const range = fillRange({ min, max })
  if (range.min > range.max)
    throw new UsageError(
      `Expected \`${option}.min\` to be at most \`${option}.max\`, got ${range.min} and ${range.max}.`,
    )
  if (slowMs !== undefined && algorithm !== 'aimd')
    throw new UsageError(
      `Expected \`${option}.slowMs\` only for algorithm 'aimd', got it for '${algorithm}'. Leave it out.`,
    )
}

/** Makes the gate that keeps to a concurrency, fixed or adaptive. */
export function makeSlots(concurrency: EngineConcurrency, name = 'concurrency'): Gate {
  expectConcurrency(name, concurrency)
  if (typeof concurrency === 'number') return new Semaphore(name, concurrency)
  return new AdaptiveSemaphore(name, makeAlgorithm(concurrency))
}

function makeAlgorithm(concurrency: 'adaptive' | AdaptiveConcurrency): LimitAlgorithm {
  if (concurrency === 'adaptive') return new Aimd()
  return concurrency.algorithm === 'aimd' ? new Aimd(concurrency) : new Gradient2(concurrency)
}
