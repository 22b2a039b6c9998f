import {
  abortSignal,
  anyText,
  duration,
  having,
  nonEmptyText,
  oneOf,
  positiveInteger,
  wholeNumber,
  type Check,
} from '../call/expect.ts'
import { optional, optionsCheck, required, type Settings } from '../call/options/option-list.ts'
import type { Engine } from '../turn/contract.ts'
import type { AgentOptions, RunOptions } from './contract.ts'
import { encouragement } from './encourage.ts'

/** Those of the agent's options that have a default. */
type Defaulted = 'maxTurns' | 'parallel' | 'whenAllFail' | 'streamRetries'

/** The agent's options with every default filled in. */
export type AgentSettings<Message> = Settings<AgentOptions<Message>, Defaulted> & {
  /** The user's instructions and ours, as they go into every request. */
  readonly system: string | undefined
}

/** What an agent, or a provider, runs calls with. */
export const engineOption: Check<Engine> = having('made by createEngine()', 'execute', 'turn')

const checkAgent = optionsCheck<AgentOptions<never>, Defaulted>({
  engine: required(engineOption),
  model: required(having('a model, as anthropic.model() makes one', 'send')),
  instructions: optional(anyText),
  maxTurns: optional(positiveInteger, 50),
  turnDeadlineMs: optional(duration),
  parallel: optional(oneOf('encourage', 'allow', 'forbid'), 'encourage'),
  whenAllFail: optional(oneOf('report', 'stop'), 'report'),
  streamRetries: optional(wholeNumber, 2),
})

const resumeList = { signal: optional(abortSignal), deadlineMs: optional(duration) }
const checkRun = optionsCheck<RunOptions>({ id: optional(nonEmptyText), ...resumeList })
const checkResume = optionsCheck<Omit<RunOptions, 'id'>>(resumeList)

/** @throws {UsageError} naming the first option that is not what it should be. */
export function checkAgentOptions<Message>(options: AgentOptions<Message>): AgentSettings<Message> {
  const settings = checkAgent(options ?? null, 'createAgent') as unknown as Settings<
    AgentOptions<Message>,
    Defaulted
  >
  const { engine, model, parallel, instructions } = settings
  const encouraged =
    parallel === 'encourage' && engine.tools.names.length > 0
      ? encouragement(model.codec.name)
      : undefined
  const parts = [instructions, encouraged].filter((part) => part !== undefined && part !== '')
  return { ...settings, system: parts.length > 0 ? parts.join('\n\n') : undefined }
}

/** @throws {UsageError} naming the first option that is not what it should be. */
export function checkRunOptions(options: RunOptions | undefined): RunOptions {
  return checkRun(options, 'agent.run')
}

/** @throws {UsageError} naming the first option that is not what it should be. */
export function checkResumeOptions(
  options: Omit<RunOptions, 'id'> | undefined,
  whose: string,
): Omit<RunOptions, 'id'> {
  return checkResume(options, whose)
}
