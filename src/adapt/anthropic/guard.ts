import type { ToolContext } from '../../call/tool.ts'
import type { ToolResult } from '../../call/report/result.ts'
import type { Engine } from '../../turn/contract.ts'
import type { Guard, GuardOptions, GuardRules } from '../guard.ts'
import { guardList } from '../list.ts'
import type { RuledInput } from '../object-input.ts'
import { replaced } from '../replaced.ts'
import { unruled, withRules } from '../rule.ts'
import { valueOf } from '../tool-call-error.ts'
import { followedRunner, messagesByTime, type RunnerMessage } from './message.ts'

/** A tool that a tool runner runs, as `betaZodTool` and `betaTool` make one, as far as this looks at it. */
export interface RunnableTool {
  readonly name: string
  run(input: never, context?: never): unknown
}

/** What the rules of a tool are given: what its `run` is. */
export type RunnableToolInput<Tool> = Tool extends {
  run: (input: infer Input, ...rest: never) => unknown
}
  ? RuledInput<Input>
  : never

interface ToolUse {
  readonly id: string
}

/** What the runner gives a tool beside its input. */
interface RunContext {
  readonly toolUse?: ToolUse | undefined
  /** Its name in versions before 0.96. */
  readonly toolUseBlock?: ToolUse | undefined
  readonly signal?: AbortSignal | null | undefined
}

interface Runnable {
  readonly name: string
  run(input: unknown, context?: RunContext): unknown
}

/**
 * A copy of a tool that carries rules for `guard`: what it touches, its time-out, its retries, its limit.
 *
 * @throws {UsageError} if the tool or the rules are no object. What the rules say is checked by `guard`.
 */
export const rule: <Tool extends RunnableTool>(
  tool: Tool,
  rules: GuardRules<RunnableToolInput<Tool>>,
) => Tool = withRules

/**
 * The same tools for `client.beta.messages.toolRunner`, run by an engine: ordered by what their rules say that they touch, bounded, timed
 * out, tried again, approved. (No content safety: for that the field says guardrail.) A call that does not end `ok` throws, and the
 * model is told with `is_error`. For the journal, and with `runToolsEagerly`, hand the runner to `guardRunner` too.
 *
 * @param tools Those without a `run` of their own, and toolsets, are passed on as they are.
 * @throws {UsageError} if a rule or an option is not what its type says.
 */
export function guard<Tools extends readonly object[]>(
  engine: Engine,
  tools: Tools,
  options?: GuardOptions,
): Tools {
  const messageByTime = messagesByTime()
  const messageOf = (): RunnerMessage => followedRunner.getStore()?.message ?? messageByTime()
  return guardList<Runnable, Tools>(engine, tools, options, {
    nameOf: (tool) => (isRunnable(tool) ? tool.name : undefined),
    wrap: (guarded, tool) => guardTool(guarded, messageOf, tool),
  })
}

function guardTool(guarded: Guard, messageOf: () => RunnerMessage, tool: Runnable): Runnable {
  const { name } = tool
  return replaced(tool, 'run', (input: unknown, context?: RunContext): Promise<unknown> => {
    const message = messageOf()
    return guarded
      .step(message, message)
      .run(
        { id: (context?.toolUse ?? context?.toolUseBlock)?.id ?? '', name, input },
        (changed: never, { signal }: ToolContext) =>
          // A runner that a tool begins is another.
          followedRunner.run(undefined, () =>
            tool.run(changed, { ...(context as RunContext), signal }),
          ),
        context?.signal ?? undefined,
        unruled(tool),
      )
      .then(told)
  })
}

/** The SDK's own `ToolError` may have images and more for the model, so that it is told as it was thrown. */
function told(result: ToolResult): unknown {
  const cause = result.status === 'failed' ? result.error?.cause : undefined
  if (cause instanceof Error && 'content' in cause) throw cause
  return valueOf(result)
}

/** Toolsets have no name: the model calls their members, one by one, and the runner does that in order. */
function isRunnable(tool: object): tool is Runnable {
  const { name, run } = tool as Partial<Runnable>
  return typeof run === 'function' && typeof name === 'string'
}
