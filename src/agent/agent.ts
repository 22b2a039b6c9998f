import { UsageError } from '../call/errors/error.ts'
import { show } from '../call/expect.ts'
import type { Exact } from '../call/options/exact.ts'
import { AgentRun } from './agent-run.ts'
import type { Agent, AgentOptions, RunOptions } from './contract.ts'
import { checkAgentOptions, checkResumeOptions, checkRunOptions } from './options.ts'

/**
 * Makes an agent: a model and an engine in a loop until the model answers. Its runs are independent of each other and
 * share the engine's limits.
 *
 * @throws {UsageError} if an option is not what its type says.
 */
export function createAgent<Message, Given = unknown>(
  options: Exact<AgentOptions<Message>, Given>,
): Agent<Message> {
  const settings = checkAgentOptions(options)
  return {
    run(input: string | readonly Message[], runOptions?: RunOptions) {
      const checked = checkRunOptions(runOptions)
      if (typeof input !== 'string' && !Array.isArray(input))
        throw new UsageError(
          `Expected a question or an array of messages to run on, got ${show(input)}.`,
        )
      const messages = typeof input === 'string' ? [settings.model.codec.user(input)] : input
      return new AgentRun(settings, settings.engine.clock, messages, checked)
    },
    resume(runId: string, runOptions?: Omit<RunOptions, 'id'>) {
      const checked = checkResumeOptions(runOptions)
      if (typeof runId !== 'string' || runId === '')
        throw new UsageError(`Expected the id of a run to resume, got ${show(runId)}.`)
      if (settings.engine.journal === undefined)
        throw new UsageError(
          'Expected the engine to have a `journal`, from which a run could be resumed.',
        )
      return new AgentRun(settings, settings.engine.clock, undefined, { ...checked, id: runId })
    },
  }
}
