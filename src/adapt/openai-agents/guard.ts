import type { ToolContext } from '../../call/tool.ts'
import type { Engine } from '../../turn/contract.ts'
import { checkRunGuard, type Guard, type GuardRules, type RunGuardOptions } from '../guard.ts'
import { guardList } from '../list.ts'
import { replaced } from '../replaced.ts'
import { unruled, withRules } from '../rule.ts'
import { textInput } from '../text-input.ts'
import { valueOrText } from '../tool-call-error.ts'
import { turnId } from '../step.ts'
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

interface Details {
  readonly toolCall?: { readonly callId: string } | undefined
  readonly signal?: AbortSignal | undefined
}

interface BuiltTool extends AgentFunctionTool {
  invoke(runContext: RunContext, input: string, details?: Details): Promise<unknown>
}

/**
 * A copy of a tool that carries rules for `guard`: what it touches, its time-out, its retries, its limit.
 *
 * @throws {UsageError} if the tool or the rules are no object. What the rules say is checked by `guard`.
 */
export const rule: <Tool extends AgentFunctionTool>(
  tool: Tool,
  rules: GuardRules<AgentToolInput<Tool>>,
) => Tool = withRules

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
  options?: RunGuardOptions,
): Tools {
  const { runId, stop } = checkRunGuard(options, 'guard')
  return guardList<BuiltTool, Tools>(
    engine,
    tools,
    { stop },
    {
      nameOf: (tool) => (isBuilt(tool) ? tool.name : undefined),
      wrap: (guarded, tool) => guardTool(guarded, runId, tool),
    },
  )
}

function guardTool(guarded: Guard, runId: string | undefined, tool: BuiltTool): BuiltTool {
  const { name } = tool
  const invoke: BuiltTool['invoke'] = (runContext, text, details = {}) => {
    const { input, unwrap } = textInput(text)
    const { key, place } = messageOf(runContext)
    // Models that tell no usage leave their messages without numbers.
    const id = place === 0 ? undefined : turnId(runId, place)
    return guarded
      .step(key, { id, context: runContext.context })
      .run(
        { id: details.toolCall?.callId ?? '', name, input },
        (changed: never, { signal }: ToolContext) =>
          // The framework keeps more in it than it shows.
          tool.invoke(runContext, unwrap(changed) as string, replaced(details, 'signal', signal)),
        details.signal,
        unruled(tool),
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
