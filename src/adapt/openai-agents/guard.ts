import type { ToolContext } from '../../call/tool.ts'
import { arrayOf, nonEmptyText } from '../../call/expect.ts'
import { optional, optionsCheck } from '../../call/options/option-list.ts'
import type { Engine } from '../../turn/contract.ts'
import { createGuard, type Guard, type GuardOptions, type GuardRules } from '../guard.ts'
import { replaced } from '../replaced.ts'
import { rulesByName, withRules } from '../rule.ts'
import { softStopOption } from '../soft-stop.ts'
import { textInput } from '../text-input.ts'
import { valueOrText } from '../tool-call-error.ts'
import { messageOf, type RunContext } from './message.ts'

/** A function tool of OpenAI Agents, as far as this looks at it. */
export interface AgentFunctionTool {
  readonly type: 'function'
  readonly name: string
  invoke(runContext: never, input: string, details?: never): Promise<unknown>
}

/** What the rules of a tool are given: its arguments, as its schema has them. */
export type AgentToolInput<Tool> = Tool extends {
  needsApproval: (runContext: never, input: infer Input, ...rest: never) => unknown
}
  ? Input extends object
    ? Input
    : Readonly<Record<string, unknown>>
  : Readonly<Record<string, unknown>>

/** What may be said of a guard of the tools of OpenAI Agents. */
export interface AgentsGuardOptions extends GuardOptions {
  /**
   * Names the run for the engine's journal: the same again when the run is gone on with after a crash or an approval, and that of no
   * other. Without one, nothing is found again.
   */
  readonly runId?: string | undefined
}

interface Details {
  readonly toolCall?: { readonly callId: string } | undefined
  readonly signal?: AbortSignal | undefined
}

interface BuiltTool extends AgentFunctionTool {
  invoke(runContext: RunContext, input: string, details?: Details): Promise<unknown>
}

const list = arrayOf<object>('tools')
const check = optionsCheck<AgentsGuardOptions>({
  stop: optional(softStopOption),
  runId: optional(nonEmptyText),
})

/**
 * A copy of a tool that carries rules: what it touches, how long it may take, how often it is tried. `guard` goes by them; without one
 * they say nothing.
 */
export function rule<Tool extends AgentFunctionTool>(
  tool: Tool,
  rules: GuardRules<AgentToolInput<Tool>>,
): Tool {
  return withRules(tool, rules)
}

/**
 * The same tools for an `Agent` of OpenAI Agents, run by an engine: ordered by what their rules say that they touch, bounded, timed out,
 * tried again, journaled. (No content safety: for that the field, and this framework, say guardrail.) A call that does not end
 * `ok` is told to the model as text. A tool turns what it throws into text by itself, which then counts as its result; build those
 * that are to be tried again with `errorFunction: null`.
 *
 * @param tools Other tools than functions, and agents as tools, are passed on as they are.
 * @throws {UsageError} if a rule or an option is not what its type says.
 */
export function guard<Tools extends readonly object[]>(
  engine: Engine,
  tools: Tools,
  options?: AgentsGuardOptions,
): Tools {
  const given = list(tools, 'tools', ' of guard')
  const { runId, stop } = check(options, 'guard')
  const rules = rulesByName(given, (tool) => (isBuilt(tool) ? tool.name : undefined))
  const guarded = createGuard(engine, rules, { stop })
  const wrapped = given.map((tool) => (isBuilt(tool) ? guardTool(guarded, runId, tool) : tool))
  return wrapped as unknown as Tools
}

function guardTool(guarded: Guard, runId: string | undefined, tool: BuiltTool): BuiltTool {
  const { name } = tool
  const invoke: BuiltTool['invoke'] = (runContext, text, details = {}) => {
    const { input, unwrap } = textInput(text)
    const { key, place } = messageOf(runContext)
    // Models that tell no usage leave their messages without numbers.
    const id = runId === undefined || place === 0 ? undefined : `${runId}/${place}`
    return guarded
      .step(key, { id, context: runContext.context })
      .run(
        { id: details.toolCall?.callId ?? '', name, input },
        (changed: never, { signal }: ToolContext) =>
          // The framework keeps more in it than it shows.
          tool.invoke(runContext, unwrap(changed) as string, replaced(details, 'signal', signal)),
        details.signal,
      )
      .then(valueOrText)
  }
  return replaced(tool, 'invoke', invoke)
}

/** Agents as tools take no time of their own, and the framework knows them by what they are. */
function isBuilt(tool: object): tool is BuiltTool {
  const { type, name, invoke, on } = tool as Partial<BuiltTool> & { on?: unknown }
  return (
    type === 'function' &&
    typeof name === 'string' &&
    typeof invoke === 'function' &&
    typeof on !== 'function'
  )
}
