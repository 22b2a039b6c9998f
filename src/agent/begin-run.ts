import { observerOf } from '../turn/engine.ts'
import type { RunOptions } from './contract.ts'
import type { AgentSettings } from './options.ts'
import { AgentRun } from './run/agent-run.ts'
import type { JoinedRun } from './run/join/joined-run.ts'

/** Begins a run; where somebody sees what happens on its engine, inside what that makes around it. */
export function beginRun<Message>(
  agent: AgentSettings<Message>,
  messages: readonly Message[] | undefined,
  options: RunOptions,
  waited?: JoinedRun<Message>,
): AgentRun<Message> {
  const { codec, name } = agent.model
  const observer = observerOf(agent.engine)?.run({ format: codec.name, model: name })
  const begin = (): AgentRun<Message> => new AgentRun(agent, messages, options, waited, observer)
  if (observer === undefined) return begin()
  const run = observer.around(begin)
  const failed = (error: unknown): void => observer.failed(run.id, error)
  run.result.then((result) => observer.ended(run.id, result), failed)
  return run
}
