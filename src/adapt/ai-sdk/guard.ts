import type { ToolContext } from '../../call/tool.ts'
import type { ToolResult } from '../../call/report/result.ts'
import { nonEmptyText } from '../../call/expect.ts'
import { optional, optionsCheck } from '../../call/options/option-list.ts'
import type { Engine } from '../../turn/contract.ts'
import type { Guard, GuardOptions } from '../guard.ts'
import { jsonSafe } from '../json-safe.ts'
import { guardRecord, type RecordRules } from '../record.ts'
import { replaced } from '../replaced.ts'
import { softStopOption } from '../soft-stop.ts'
import { valueOf } from '../tool-call-error.ts'
import { preliminary } from './preliminary.ts'

/** The rules of a record of tools, each typed by its tool's input. */
export type AiSdkRules<Tools> = RecordRules<Tools>

/** What may be said of a guard of AI SDK tools. */
export interface AiSdkGuardOptions extends GuardOptions {
  /**
   * Names the conversation for the engine's journal: the same again after a crash, and that of no other. Without one, nothing is found
   * again.
   */
  readonly runId?: string | undefined
}

/** What the AI SDK gives a tool beside its input, as far as this looks at it; the same in versions 5 to 7. */
interface ExecutionOptions {
  readonly toolCallId: string
  /** One array for all calls of a step. */
  readonly messages: readonly unknown[]
  readonly abortSignal?: AbortSignal | undefined
  readonly context?: unknown
  readonly experimental_context?: unknown
}

/** A tool that the AI SDK runs itself. */
interface Executable {
  execute(this: object, input: unknown, options: ExecutionOptions): unknown
  readonly toModelOutput?: unknown
}

const check = optionsCheck<AiSdkGuardOptions>({
  stop: optional(softStopOption),
  runId: optional(nonEmptyText),
})

/**
 * The same tools, run by an engine: ordered by what the rules say that they touch, bounded, timed out, tried again, approved, journaled.
 * (No content safety: for that the field says guardrail.) A call that does not end `ok` throws a `ToolCallError`, which the
 * model is told as the AI SDK tells what a tool throws.
 *
 * @param rules by the tools' names. Tools without `execute` are passed on as they are.
 * @throws {UsageError} if a rule names no tool, or an option is not what its type says.
 */
export function guard<Tools extends object>(
  engine: Engine,
  tools: Tools,
  rules: AiSdkRules<Tools> = {},
  options?: AiSdkGuardOptions,
): Tools {
  const { runId, stop } = check(options, 'guard')
  return guardRecord(engine, tools, rules, { stop }, (guarded, name, tool: Executable) =>
    guardTool(guarded, name, tool, runId),
  )
}

function guardTool(
  guarded: Guard,
  name: string,
  tool: Executable,
  runId: string | undefined,
): object {
  function run(
    input: unknown,
    options: ExecutionOptions,
    body: (input: unknown, options: ExecutionOptions) => unknown,
  ): Promise<ToolResult> {
    const { messages, toolCallId, abortSignal } = options
    const context = options.context ?? options.experimental_context
    const id = runId === undefined ? undefined : `${runId}/${messages.length}`
    return guarded
      .step(messages, { id, context })
      .run(
        { id: toolCallId, name, input },
        (given: never, { signal }: ToolContext) => body(given, { ...options, abortSignal: signal }),
        abortSignal,
      )
  }

  const call = (input: unknown, options: ExecutionOptions): unknown => tool.execute(input, options)
  const told = 'toModelOutput' in tool ? valueOf : (result: ToolResult) => jsonSafe(valueOf(result))
  // The AI SDK looks at what comes back at once, whether values come of it one by one.
  const execute = isGenerator(tool.execute)
    ? preliminary<ExecutionOptions>((input, options, each) => run(input, options, each(call)), told)
    : (input: unknown, options: ExecutionOptions) => run(input, options, call).then(told)
  return replaced(tool, 'execute', execute)
}

function isGenerator(execute: Executable['execute']): boolean {
  return execute.constructor.name === 'AsyncGeneratorFunction'
}
