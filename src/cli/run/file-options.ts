import { agentOptionList } from '../../agent/options.ts'
import type { AgentOptions } from '../../agent/contract.ts'
import { arrayOf } from '../../call/expect.ts'
import { optional, optionsCheck } from '../../call/options/option-list.ts'
import type { EngineOptions } from '../../turn/contract.ts'
import { engineOptionList } from '../../turn/options.ts'

/** What the `options` of a tools file may say of the engine, whose tools may be among them. */
export type FileEngineOptions = Partial<EngineOptions>
/** What they may say of the agent. */
export type FileAgentOptions = Omit<AgentOptions<unknown>, 'engine' | 'model'>
export type FileOptions = FileEngineOptions & FileAgentOptions

const engineList = { ...engineOptionList, tools: optional(arrayOf('tools')) }
const { engine: _engine, model: _model, ...agentList } = agentOptionList

const check = optionsCheck<Record<string, unknown>>({ ...engineList, ...agentList })

/**
 * Checks the `options` that a tools file exports, and tells those of the engine from those of the agent.
 *
 * @throws {UsageError} naming the first that does not exist, or is not what it should be.
 */
export function splitOptions(
  path: string,
  given: unknown,
): { readonly engine: FileEngineOptions; readonly agent: FileAgentOptions } {
  check(given, path)
  const all = Object.entries(given as object).filter(([, value]) => value !== undefined)
  const of = (list: object): object => Object.fromEntries(all.filter(([name]) => name in list))
  return { engine: of(engineList), agent: of(agentList) }
}
