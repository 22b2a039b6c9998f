import { trueOrFalse } from '../../call/expect.ts'
import { optional, optionsCheck } from '../../call/options/option-list.ts'
import type { ToolContext } from '../../call/tool.ts'
import type { Engine } from '../../turn/contract.ts'
import { unlessError, valueOrError } from '../error-result.ts'
import { runGuardOptionList, type Guard, type GuardRules, type RunGuardOptions } from '../guard.ts'
import { guardList } from '../list.ts'
import { replaced } from '../replaced.ts'
import { unruled, withRules } from '../rule.ts'
import { turnId } from '../step.ts'

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
export interface ClaudeAgentSdkGuardOptions extends RunGuardOptions {
  /**
   * Whether all tools are advertised as read-only, so that Claude Code sends a message's calls at once, and the engine orders them.
   * Otherwise it sends those of tools without `readOnlyHint` one by one. It also goes by that hint where it decides what it may do without
   * asking: with this, let only such tools into `allowedTools`, a `canUseTool` or a hook as may run. Default false.
   */
  readonly concurrent?: boolean | undefined
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

const check = optionsCheck<ClaudeAgentSdkGuardOptions, 'concurrent'>({
  ...runGuardOptionList,
  concurrent: optional(trueOrFalse, false),
})

/**
 * A copy of a tool that carries rules for `guard`: what it touches, its time-out, its retries, its limit.
 *
 * @throws {UsageError} if the tool or the rules are no object. What the rules say is checked by `guard`.
 */
export const rule: <Tool extends SdkTool>(
  tool: Tool,
  rules: GuardRules<SdkToolInput<Tool>>,
) => Tool = withRules

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
  const { stop, concurrent, runId } = check(options, 'guard')
  return guardList<Executable, Tools>(
    engine,
    tools,
    { stop },
    {
      nameOf: (tool) => (tool as Executable).name,
      wrap(guarded, tool) {
        const own = guardTool(guarded, tool, runId)
        if (!concurrent) return own
        return replaced(own, 'annotations', { ...tool.annotations, readOnlyHint: true })
      },
    },
  )
}

function guardTool(guarded: Guard, tool: Executable, runId: string | undefined): Executable {
  const { name } = tool
  const handler: Executable['handler'] = (args, extra) => {
    const id = extra?.['_meta']?.['claudecode/toolUseId']
    // Which message a call is of is not said: those that are under way at once are taken for one's.
    return guarded
      .step(guarded, { id: turnId(runId) })
      .run(
        { id: id ?? String(extra?.requestId ?? ''), name, input: args },
        async (given: never, { signal }: ToolContext) =>
          unlessError(await tool.handler(given, { ...extra, signal })),
        extra?.signal,
        unruled(tool),
      )
      .then(valueOrError)
  }
  return replaced(tool, 'handler', handler)
}
