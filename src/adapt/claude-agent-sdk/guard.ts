import { arrayOf, nonEmptyText, trueOrFalse } from '../../call/expect.ts'
import { optional, optionsCheck } from '../../call/options/option-list.ts'
import type { ToolContext } from '../../call/tool.ts'
import type { Engine } from '../../turn/contract.ts'
import { unlessError, valueOrError } from '../error-result.ts'
import { createGuard, type Guard, type GuardOptions, type GuardRules } from '../guard.ts'
import { replaced } from '../replaced.ts'
import { rulesByName, withRules } from '../rule.ts'
import { softStopOption } from '../soft-stop.ts'

/** A tool of an MCP server in this process, as `tool()` makes one, as far as this looks at it. */
export interface SdkTool {
  readonly name: string
  handler(args: never, extra: unknown): unknown
}

/** What the rules of a tool are given: what its `handler` is. */
export type SdkToolInput<Tool> = Tool extends {
  handler: (args: infer Args, ...rest: never) => unknown
}
  ? Args
  : never

/** What may be said of a guard of tools of the Claude Agent SDK. */
export interface ClaudeAgentSdkGuardOptions extends GuardOptions {
  /**
   * Whether all tools are advertised as read-only, so that Claude Code sends a message's calls at once, and the engine orders them.
   * Otherwise it sends those of tools without `readOnlyHint` one by one. It also goes by that hint where it decides what it may do without
   * asking: with this, let only such tools into `allowedTools`, a `canUseTool` or a hook as may run. Default false.
   */
  readonly concurrent?: boolean | undefined
  /**
   * Names the conversation for the engine's journal: the same again after a crash, and that of no other. Without one, nothing is found
   * again.
   */
  readonly runId?: string | undefined
}

interface Executable {
  readonly name: string
  readonly annotations?: object | undefined
  handler(args: unknown, extra: Extra | undefined): unknown
}

/** What Claude Code sends with a call. */
interface Extra {
  readonly signal?: AbortSignal | undefined
  readonly requestId?: string | number | undefined
  readonly _meta?: { readonly 'claudecode/toolUseId'?: string | undefined } | undefined
}

const list = arrayOf<object>('tools')

const check = optionsCheck<ClaudeAgentSdkGuardOptions, 'concurrent'>({
  stop: optional(softStopOption),
  concurrent: optional(trueOrFalse, false),
  runId: optional(nonEmptyText),
})

/**
 * A copy of a tool that carries rules: what it touches, how long it may take, how often it is tried. `guard` goes by them; without one
 * they say nothing.
 */
export function rule<Tool extends SdkTool>(
  tool: Tool,
  rules: GuardRules<SdkToolInput<Tool>>,
): Tool {
  return withRules(tool, rules)
}

/**
 * The same tools for `createSdkMcpServer`, run by an engine: ordered by what their rules say that they touch, bounded, timed out, tried
 * again, approved, journaled. (No content safety: for that the field says guardrail.) A call that does not end `ok` is an error
 * result; what a tool returns with `isError` stays as it is.
 *
 * Claude Code's own tools are run by its process, and are not guarded.
 *
 * @throws {UsageError} if a rule or an option is not what its type says.
 */
export function guard<Tools extends readonly SdkTool[]>(
  engine: Engine,
  tools: Tools,
  options?: ClaudeAgentSdkGuardOptions,
): Tools {
  const given = list(tools, 'tools', ' of guard') as readonly Executable[]
  const { stop, concurrent, runId } = check(options, 'guard')
  const guarded = createGuard(
    engine,
    rulesByName(given, ({ name }) => name),
    { stop },
  )
  const wrapped = given.map((tool) => {
    const own = guardTool(guarded, tool, runId)
    return concurrent
      ? replaced(own, 'annotations', { ...tool.annotations, readOnlyHint: true })
      : own
  })
  return wrapped as unknown as Tools
}

function guardTool(guarded: Guard, tool: Executable, runId: string | undefined): Executable {
  const { name } = tool
  const handler: Executable['handler'] = (args, extra) => {
    const id = extra?.['_meta']?.['claudecode/toolUseId']
    // Which message a call is of is not said: those that are under way at once are taken for one's.
    return guarded
      .step(guarded, { id: runId })
      .run(
        { id: id ?? String(extra?.requestId ?? ''), name, input: args },
        async (given: never, { signal }: ToolContext) =>
          unlessError(await tool.handler(given, { ...extra, signal })),
        extra?.signal,
      )
      .then(valueOrError)
  }
  return replaced(tool, 'handler', handler)
}
