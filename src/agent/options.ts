import {
  expectCount,
  expectDuration,
  expectOneOf,
  expectPositive,
  expectSignal,
  show,
} from '../call/expect.ts'
import { UsageError } from '../call/error.ts'
import type { AgentOptions, RunOptions } from './contract.ts'
import { encouragement } from './encourage.ts'
import type { Parallel } from './model.ts'

/** The agent's options with every default filled in. */
export interface AgentSettings<Message> extends AgentOptions<Message> {
  readonly maxTurns: number
  readonly parallel: Parallel
  readonly whenAllFail: 'report' | 'stop'
  readonly streamRetries: number
  /** The user's instructions and ours, as they go into every request. */
  readonly system: string | undefined
}

export const agentDefaults: {
  readonly maxTurns: number
  readonly parallel: Parallel
  readonly whenAllFail: 'report' | 'stop'
  readonly streamRetries: number
} = Object.freeze({ maxTurns: 50, parallel: 'encourage', whenAllFail: 'report', streamRetries: 2 })

/** @throws {UsageError} naming the first option that is not what it should be. */
export function checkAgentOptions<Message>(options: AgentOptions<Message>): AgentSettings<Message> {
  if (typeof options?.engine?.execute !== 'function')
    throw new UsageError(
      `Expected \`engine\` to be made by createEngine(), got ${show(options?.engine)}.`,
    )
  if (typeof options.model?.send !== 'function')
    throw new UsageError(
      `Expected \`model\` to be a model, as anthropic.model() makes one, got ${show(options.model)}.`,
    )
  expectPositive('maxTurns', options.maxTurns)
  expectDuration('turnDeadlineMs', options.turnDeadlineMs)
  expectCount('streamRetries', options.streamRetries)
  expectOneOf('parallel', ['encourage', 'allow', 'forbid'], options.parallel)
  expectOneOf('whenAllFail', ['report', 'stop'], options.whenAllFail)
  const settings = {
    maxTurns: options.maxTurns ?? agentDefaults.maxTurns,
    parallel: options.parallel ?? agentDefaults.parallel,
    whenAllFail: options.whenAllFail ?? agentDefaults.whenAllFail,
    streamRetries: options.streamRetries ?? agentDefaults.streamRetries,
  }
  const hasTools = options.engine.tools.names.length > 0
  const encouraged =
    settings.parallel === 'encourage' && hasTools
      ? encouragement(options.model.codec.name)
      : undefined
  const parts = [options.instructions, encouraged].filter(
    (part) => part !== undefined && part !== '',
  )
  return { ...options, ...settings, system: parts.length > 0 ? parts.join('\n\n') : undefined }
}

/** @throws {UsageError} naming the first option that is not what it should be. */
export function checkRunOptions(options: RunOptions): void {
  expectSignal('signal', options.signal)
  expectDuration('deadlineMs', options.deadlineMs)
}
