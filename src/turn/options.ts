import {
  expectCount,
  expectDuration,
  expectOneOf,
  expectPositive,
  expectSignal,
  show,
} from '../call/expect.ts'
import { UsageError } from '../call/error.ts'
import type { TurnEvent } from '../call/event.ts'
import { expectConcurrency, type EngineConcurrency } from '../limit/concurrency.ts'
import type { SharedKeys } from '../keys/shared-keys.ts'
import type { LimitsOptions } from '../limit/limits.ts'
import type { RetryBudgetOptions } from '../attempt/retry-budget.ts'
import { systemClock, type Clock } from '../util/clock.ts'
import type { Journal } from '../journal/journal.ts'
import type { Executor } from '../place/executor.ts'
import type { Approve } from './approvals.ts'
import type { ThreadOptions } from './contract.ts'
import type { EngineOptions, FailurePolicy, TurnOptions } from './contract.ts'

/** The engine's options with every default filled in. */
export interface EngineSettings {
  readonly concurrency: EngineConcurrency
  readonly limits: LimitsOptions
  readonly retryBudget: RetryBudgetOptions | false
  readonly threads: ThreadOptions
  readonly timeoutMs: number
  readonly graceMs: number
  readonly retries: number
  readonly onFailure: FailurePolicy
  readonly approve: Approve | undefined
  readonly journal: Journal | undefined
  readonly sharedKeys: SharedKeys | undefined
  readonly queue: Executor | undefined
  readonly approvalTimeoutMs: number
  readonly onEvent: ((event: TurnEvent) => void) | undefined
  readonly clock: Clock
}

export const engineDefaults: Omit<
  EngineSettings,
  'onEvent' | 'approve' | 'journal' | 'queue' | 'sharedKeys'
> = Object.freeze({
  concurrency: 16,
  limits: {},
  retryBudget: {},
  threads: {},
  timeoutMs: 120_000,
  graceMs: 1_000,
  retries: 0,
  onFailure: 'continue',
  approvalTimeoutMs: Infinity,
  clock: systemClock,
})

const policies: readonly FailurePolicy[] = ['continue', 'cancel-rest']

/** @throws {UsageError} naming the first option that is not what it should be. */
export function checkEngineOptions(options: EngineOptions): EngineSettings {
  if (typeof options !== 'object' || options === null)
    throw new UsageError(`Expected the engine's options to be an object, got ${show(options)}.`)
  expectConcurrency('concurrency', options.concurrency)
  expectDuration('timeoutMs', options.timeoutMs)
  expectCount('graceMs', options.graceMs)
  expectCount('retries', options.retries)
  expectOneOf('onFailure', policies, options.onFailure)
  expectPositive('maxResultChars', options.maxResultChars)
  expectPositive('maxTurnResultChars', options.maxTurnResultChars)
  expectDuration('approvalTimeoutMs', options.approvalTimeoutMs)
  if (options.journal !== undefined && typeof options.journal.append !== 'function')
    throw new UsageError(
      `Expected \`journal\` to be a journal, as memoryJournal() makes one and \`await sqliteJournal(path)\` opens one, ` +
        `got ${show(options.journal)}.`,
    )
  if (options.sharedKeys !== undefined && typeof options.sharedKeys.acquire !== 'function')
    throw new UsageError(
      `Expected \`sharedKeys\` to be made by redisKeys() or memorySharedKeys(), got ${show(options.sharedKeys)}.`,
    )
  if (options.queue !== undefined && typeof options.queue.run !== 'function')
    throw new UsageError(
      `Expected \`queue\` to be a place, as bullmq() makes one, got ${show(options.queue)}.`,
    )
  return {
    concurrency: options.concurrency ?? engineDefaults.concurrency,
    limits: options.limits ?? engineDefaults.limits,
    retryBudget: options.retryBudget ?? engineDefaults.retryBudget,
    threads: options.threads ?? engineDefaults.threads,
    timeoutMs: options.timeoutMs ?? engineDefaults.timeoutMs,
    graceMs: options.graceMs ?? engineDefaults.graceMs,
    retries: options.retries ?? engineDefaults.retries,
    onFailure: options.onFailure ?? engineDefaults.onFailure,
    approve: options.approve,
    journal: options.journal,
    sharedKeys: options.sharedKeys,
    queue: options.queue,
    approvalTimeoutMs: options.approvalTimeoutMs ?? engineDefaults.approvalTimeoutMs,
    onEvent: options.onEvent,
    clock: options.clock ?? engineDefaults.clock,
  }
}

/** @throws {UsageError} naming the first option that is not what it should be. */
export function checkTurnOptions(options: TurnOptions): void {
  expectSignal('signal', options.signal)
  expectDuration('deadlineMs', options.deadlineMs)
  expectOneOf('onFailure', policies, options.onFailure)
}
