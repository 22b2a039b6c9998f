import { callable } from '../../call/expect.ts'
import { UsageError } from '../../call/errors/error.ts'
import { optional, optionsCheck } from '../../call/options/option-list.ts'
import type { ToolContext } from '../../call/tool.ts'
import type { Engine } from '../../turn/contract.ts'
import { unlessError, valueOrError } from '../error-result.ts'
import { runGuardOptionList, type Guard, type GuardRules, type RunGuardOptions } from '../guard.ts'
import { guardList } from '../list.ts'
import { replaced } from '../replaced.ts'
import { rulesOf, unruled, withRules } from '../rule.ts'
import { messagesOf, type MessageOf, type PiMessage } from './message.ts'

/** A tool of a pi agent, as far as this looks at it. */
export interface PiTool {
  readonly name: string
  readonly replay?: 'never' | 'safe' | undefined
  execute(id: string, params: never, signal?: AbortSignal, onUpdate?: never): unknown
}

/** What the rules of a tool are given: what its `execute` is. */
export type PiToolInput<Tool> = Tool extends {
  execute: (id: string, params: infer Params, ...rest: never) => unknown
}
  ? Params
  : never

/** What may be said of a guard of pi's tools. */
export interface PiGuardOptions extends RunGuardOptions {
  /** The agent's conversation: `() => agent.state.messages`. It says which calls are of one message, and in which order; needed
   * beside `runId`. */
  readonly messages?: (() => readonly PiMessage[]) | undefined
}

interface Executable {
  readonly name: string
  readonly replay?: unknown
  execute(id: string, params: unknown, signal?: AbortSignal, onUpdate?: OnUpdate): unknown
}

type OnUpdate = (partial: unknown) => void

const check = optionsCheck<PiGuardOptions>({
  ...runGuardOptionList,
  messages: optional(callable<() => readonly PiMessage[]>()),
})

/**
 * A copy of a tool that carries rules for `guard`: what it touches, its time-out, its retries, its limit.
 *
 * @throws {UsageError} if the tool or the rules are no object. What the rules say is checked by `guard`.
 */
export const rule: <Tool extends PiTool>(tool: Tool, rules: GuardRules<PiToolInput<Tool>>) => Tool =
  withRules

/**
 * The same tools for a pi agent, run by an engine: ordered by what their rules say that they touch, bounded, timed out, tried again,
 * approved, journaled. (No content safety: for that the field says guardrail.) A call that does not end `ok` is an error result, as
 * pi has them; what a tool returns with `isError` stays as it is. `replay: 'safe'` counts as `idempotent`, unless the rule says otherwise.
 *
 * @throws {UsageError} if a rule or an option is not what its type says.
 */
export function guard<Tools extends readonly PiTool[]>(
  engine: Engine,
  tools: Tools,
  options?: PiGuardOptions,
): Tools {
  const { stop, messages, runId } = check(options, 'guard')
  if (runId !== undefined && messages === undefined)
    throw new UsageError(
      'Expected `messages` of guard beside `runId`: `() => agent.state.messages`.',
    )
  const messageOf = messagesOf(messages, runId)
  return guardList<Executable, Tools>(
    engine,
    tools,
    { stop },
    {
      nameOf: (tool) => (tool as Executable).name,
      wrap: (guarded, tool) => guardTool(guarded, messageOf, tool),
      rulesOf: rulesWithReplay,
    },
  )
}

function guardTool(guarded: Guard, messageOf: MessageOf, tool: Executable): Executable {
  const { name } = tool
  const execute: Executable['execute'] = (id, params, runSignal, onUpdate) => {
    const { key, ...step } = messageOf(id, runSignal)
    const body = async (given: never, { signal, progress }: ToolContext): Promise<unknown> => {
      const told: OnUpdate = (partial) => {
        progress(partial)
        onUpdate?.(partial)
      }
      return unlessError(await tool.execute(id, given, signal, told))
    }
    return guarded
      .step(key, step)
      .run({ id, name, input: params }, body, runSignal, unruled(tool))
      .then(valueOrError)
  }
  return replaced(tool, 'execute', execute)
}

/** The same each time, for what bounds a tool belongs to its rules. */
const withReplay = new WeakMap<GuardRules, GuardRules>()

/** A tool may say itself that it may be run again. */
function rulesWithReplay(tool: Executable): GuardRules | undefined {
  const rules = rulesOf(tool)
  if (tool.replay !== 'safe' || rules?.idempotent !== undefined) return rules
  if (rules === undefined) return { idempotent: true }
  const ruled = withReplay.get(rules) ?? {}
  withReplay.set(rules, ruled)
  return Object.assign(ruled, rules, { idempotent: true })
}
