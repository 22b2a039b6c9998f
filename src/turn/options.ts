import { retryBudgetOption } from '../attempt/retry-budget.ts'
import {
  abortSignal,
  anything,
  arrayOf,
  callable,
  duration,
  durationOrNone,
  having,
  nonEmptyText,
  oneOf,
  positiveInteger,
  trueOrFalse,
  valueThat,
  wholeNumber,
  type Check,
} from '../call/expect.ts'
import type { ToolCall } from '../call/call.ts'
import type { AnyTool } from '../call/tool.ts'
import { clockOption } from '../call/options/clock-option.ts'
import { givenResultsOption } from '../call/options/given-results.ts'
import {
  optional,
  optionsCheck,
  required,
  type OptionList,
  type Settings,
} from '../call/options/option-list.ts'
import { concurrencyOption } from '../limit/concurrency.ts'
import { limitsOption } from '../limit/limits.ts'
import { threadsOption } from '../place/thread/handle.ts'
import type { PlanOptions } from '../plan/make-plan.ts'
import { systemClock } from '../util/clock.ts'
import { expectCall, expectCalls } from '../wire/shared/foreign/refuse.ts'
import type {
  AddOptions,
  EngineOptions,
  FailurePolicy,
  PartialCall,
  TurnOptions,
  SuspendOptions,
} from './contract.ts'

/** Those of the engine's options that have a default. */
type Defaulted =
  | 'undeclared'
  | 'concurrency'
  | 'limits'
  | 'retryBudget'
  | 'timeoutMs'
  | 'graceMs'
  | 'retries'
  | 'maxRetryAfterMs'
  | 'onFailure'
  | 'approvalTimeoutMs'
  | 'threads'
  | 'batch'
  | 'clock'

/** The engine's options with every default filled in. */
export type EngineSettings = Settings<EngineOptions, Defaulted>

/** What is handed to an engine or a turn beside options. */
export const checkCalls: Check<readonly ToolCall[]> = (value, name, whose) => {
  expectCalls(value, name, whose)
  return listOfCalls(value, name, whose)
}
const listOfCalls: Check<readonly ToolCall[]> = arrayOf('tool calls')
export const checkTools: Check<readonly AnyTool[]> = arrayOf('tools')

export const checkPartialCall: Check<PartialCall> = valueThat(
  'a call that is coming: { id, name }',
  (value) => typeof (value as Partial<PartialCall>).name === 'string',
)

const failurePolicy: Check<FailurePolicy> = oneOf('continue', 'cancel-rest')

/** The list of an engine's options, for whatever makes one. */
export const engineOptionList: OptionList<EngineOptions, Defaulted> = {
  tools: required(checkTools),
  undeclared: optional(oneOf('parallel', 'in-order'), 'parallel'),
  concurrency: optional(concurrencyOption, 16),
  limits: optional(limitsOption, {}),
  retryBudget: optional(retryBudgetOption, {}),
  timeoutMs: optional(duration, 120_000),
  graceMs: optional(wholeNumber, 1_000),
  retries: optional(wholeNumber, 0),
  maxRetryAfterMs: optional(durationOrNone, 60_000),
  onFailure: optional(failurePolicy, 'continue'),
  approve: optional(callable()),
  approvalTimeoutMs: optional(duration, Infinity),
  maxResultChars: optional(positiveInteger),
  maxTurnResultChars: optional(positiveInteger),
  journal: optional(
    having(
      'a journal, as memoryJournal() makes one and `await sqliteJournal(path)` opens one',
      'append',
    ),
  ),
  sharedKeys: optional(having('made by redisKeys() or memorySharedKeys()', 'acquire')),
  queue: optional(having('a place, as bullmq() makes one', 'run')),
  threads: optional(threadsOption, {}),
  batch: optional(trueOrFalse, false),
  onEvent: optional(callable()),
  aroundAttempt: optional(callable()),
  clock: optional(clockOption, systemClock),
}

const checkEngine = optionsCheck(engineOptionList)

/** The list of a turn's options, for whatever begins a turn. */
export const turnOptionList: OptionList<TurnOptions> = {
  id: optional(nonEmptyText),
  fresh: optional(trueOrFalse),
  context: optional(anything),
  signal: optional(abortSignal),
  deadlineMs: optional(duration),
  onFailure: optional(failurePolicy),
  onEvent: optional(callable()),
  references: optional(trueOrFalse),
  adopt: optional(having('a turn, as engine.turn() makes one', 'add', 'commit', 'discard')),
  open: optional(trueOrFalse),
  results: optional(givenResultsOption),
  parallel: optional(oneOf('allow', 'forbid')),
}

const noOptions: TurnOptions = Object.freeze({})

const checkTurn = optionsCheck(turnOptionList)
const checkPlan = optionsCheck<PlanOptions>({
  references: optional(trueOrFalse),
  context: optional(anything),
})
const checkSuspend = optionsCheck<SuspendOptions, 'withinMs'>({
  withinMs: optional(durationOrNone, 10_000),
})
const checkAdd = optionsCheck<AddOptions>({
  signal: optional(abortSignal),
  run: optional(callable()),
  sameAs: optional(
    valueThat(
      'an object or a function',
      (value) => typeof value === 'function' || (typeof value === 'object' && value !== null),
    ),
  ),
})

/** @throws {UsageError} naming the first option that is not what it should be. */
export function checkEngineOptions(options: EngineOptions): EngineSettings {
  return checkEngine(options ?? null, 'createEngine')
}

/** @throws {UsageError} naming the first option that is not what it should be. */
export function checkTurnOptions(options: TurnOptions | undefined): TurnOptions {
  return options === undefined ? noOptions : checkTurn(options, 'a turn')
}

/** @throws {UsageError} naming the first option that is not what it should be. */
export function checkPlanOptions(options: PlanOptions | undefined): PlanOptions {
  return checkPlan(options, 'engine.explain')
}

/** @throws {UsageError} naming the first option that is not what it should be. */
export function checkSuspendOptions(
  options: SuspendOptions | undefined,
  whose: string,
): Settings<SuspendOptions, 'withinMs'> {
  return checkSuspend(options, whose)
}

/** @throws {UsageError} if it is a call as a provider sends it, or an option is not what it should be. */
export function checkAdded(
  call: ToolCall,
  options: AddOptions | undefined,
): AddOptions | undefined {
  expectCall(call, 'call', ' of turn.add')
  return options === undefined ? undefined : checkAdd(options, 'turn.add')
}
