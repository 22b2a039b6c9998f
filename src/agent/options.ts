import {
  abortSignal,
  anyText,
  anything,
  arrayOf,
  duration,
  having,
  nonEmptyText,
  oneOf,
  positiveInteger,
  show,
  trueOrFalse,
  valueThat,
  wholeNumber,
  type Check,
} from '../call/expect.ts'
import { UsageError } from '../call/errors/error.ts'
import { givenResultsOption } from '../call/options/given-results.ts'
import {
  optional,
  optionsCheck,
  required,
  type OptionList,
  type Settings,
} from '../call/options/option-list.ts'
import type { Engine } from '../turn/contract.ts'
import { isRecord } from '../util/is-record.ts'
import { wellFormed } from '../wire/shared/sent/result-text.ts'
import { budgetOptionList, expectPrices, pricesOption } from './bounds/run-budget.ts'
import type { AgentOptions, RunOptions } from './contract.ts'
import { encouragement } from './encourage.ts'

/** Those of the agent's options that have a default. */
type Defaulted =
  | 'maxTurns'
  | 'parallel'
  | 'whenAllFail'
  | 'whenFailuresRepeat'
  | 'streamRetries'
  | 'whenCallsLost'
  | 'tellTimeLeft'
  | 'parallelHints'
  | 'maxCoachNotes'

/** The agent's options with every default filled in. */
export type AgentSettings<Message> = Settings<AgentOptions<Message>, Defaulted> & {
  /** The user's instructions and ours, as they go into every request. */
  readonly system: string | undefined
}

/** What an agent, or a provider, runs calls with. */
export const engineOption: Check<Engine> = having('made by createEngine()', 'execute', 'turn')

const modelOption: Check<never> = valueThat<never>(
  'a model, as anthropic.model() makes one',
  (value) => isRecord(value) && typeof value['send'] === 'function' && isRecord(value['codec']),
)

/** The list of an agent's options, for whatever makes one. */
export const agentOptionList: OptionList<AgentOptions<never>, Defaulted> = {
  engine: required(engineOption),
  model: required(modelOption),
  name: optional(nonEmptyText),
  instructions: optional(anyText),
  maxTurns: optional(positiveInteger, 50),
  ...budgetOptionList,
  contextTokens: optional(positiveInteger),
  prices: optional(pricesOption),
  turnDeadlineMs: optional(duration),
  parallel: optional(oneOf('encourage', 'allow', 'forbid', 'coach'), 'encourage'),
  maxCoachNotes: optional(wholeNumber, 2),
  parallelHints: optional(trueOrFalse, false),
  whenAllFail: optional(oneOf('report', 'stop'), 'report'),
  whenFailuresRepeat: optional(oneOf('report', 'run'), 'report'),
  stopAfter: optional(arrayOf('names of tools')),
  streamRetries: optional(wholeNumber, 2),
  idleTimeoutMs: optional(duration),
  whenCallsLost: optional(oneOf('report', 'retry'), 'report'),
  tellTimeLeft: optional(trueOrFalse, true),
}

const checkAgent = optionsCheck(agentOptionList)

const resumeAllList = {
  signal: optional(abortSignal),
  deadlineMs: optional(duration),
  context: optional(anything),
  ...budgetOptionList,
}
const resumeList = { results: optional(givenResultsOption), ...resumeAllList }
const checkRun = optionsCheck<RunOptions>({ id: optional(nonEmptyText), ...resumeList })
const checkResume = optionsCheck<Omit<RunOptions, 'id'>>(resumeList)
const checkResumeAll = optionsCheck<Omit<RunOptions, 'id' | 'results'>>(resumeAllList)

/** @throws {UsageError} naming the first option that is not what it should be. */
export function checkAgentOptions<Message>(options: AgentOptions<Message>): AgentSettings<Message> {
  const settings = checkAgent(options ?? null, 'createAgent') as unknown as Settings<
    AgentOptions<Message>,
    Defaulted
  >
  const { engine, model, parallel, instructions, stopAfter } = settings
  for (const name of stopAfter ?? []) expectTool(engine, name)
  expectPrices(settings, settings.prices, 'createAgent')
  if (settings.parallelHints && parallel === 'forbid')
    throw new UsageError(
      "Expected no `parallelHints` beside `parallel: 'forbid'` of createAgent. Leave out one of the two.",
    )
  const encouraged =
    (parallel === 'encourage' || parallel === 'coach') && engine.tools.names.length > 0
      ? encouragement(model.codec)
      : undefined
  const parts = [instructions && wellFormed(instructions), encouraged].filter(
    (part) => part !== undefined && part !== '',
  )
  return { ...settings, system: parts.length > 0 ? parts.join('\n\n') : undefined }
}

/** A name that no tool has would never end a run. */
function expectTool({ tools }: Engine, name: unknown): void {
  if (typeof name === 'string' && tools.get(name) !== undefined) return
  const names = tools.names.slice(0, 20).join(', ')
  throw new UsageError(
    `Expected \`stopAfter\` of createAgent to name tools of its engine (${names}), got ${show(name)}.`,
  )
}

/** @throws {UsageError} naming the first option that is not what it should be. */
export function checkRunOptions(options: RunOptions | undefined): RunOptions {
  return checkRun(options, 'agent.run')
}

/** @throws {UsageError} naming the first option that is not what it should be. */
export function checkResumeOptions(
  options: Omit<RunOptions, 'id'> | undefined,
): Omit<RunOptions, 'id'> {
  return checkResume(options, 'agent.resume')
}

/** @throws {UsageError} naming the first option that is not what it should be. */
export function checkResumeAllOptions(
  options: Omit<RunOptions, 'id' | 'results'> | undefined,
): Omit<RunOptions, 'id' | 'results'> {
  return checkResumeAll(options, 'agent.resumeAll')
}
