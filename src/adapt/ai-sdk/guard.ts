import type { ToolResult } from '../../call/report/result.ts'
import type { Engine } from '../../turn/contract.ts'
import { unlessMcpError, valueOrError } from '../error-result.ts'
import { checkRunGuard, type RunGuardOptions } from '../guard.ts'
import { jsonSafe } from '../json-safe.ts'
import { guardRecord, type RecordRules } from '../record.ts'
import { EarlyCalls } from './early-calls.ts'
import {
  guardedTools,
  type Executable,
  type ExecutionOptions,
  StepCall,
  type GuardedTool,
} from './guarded-tools.ts'
import { replaced } from '../replaced.ts'
import { turnId } from '../step.ts'
import { placeAfter } from './place.ts'
import { preliminary } from './preliminary.ts'

/** The rules of a record of tools, each typed by its tool's input. */
export type AiSdkRules<Tools> = RecordRules<Tools>

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
  options?: RunGuardOptions,
): Tools {
  const settings = checkRunGuard(options, 'guard')
  const early = new EarlyCalls()
  return guardRecord(
    engine,
    tools,
    rules,
    { stop: settings.stop },
    (guarded, name, tool: Executable) => wrap({ name, tool, guarded, early }, settings),
  )
}

function wrap(guardedTool: GuardedTool, { runId, stop }: RunGuardOptions): object {
  const { name, tool, early } = guardedTool

  function run(
    input: unknown,
    // Tests of a tool call it with less.
    options: ExecutionOptions = {},
    body: (input: unknown, options: ExecutionOptions) => unknown,
  ): Promise<ToolResult> {
    const { messages = [], toolCallId = '' } = options
    const runs = early.take(toolCallId, name, input)
    if (runs !== undefined) {
      stop?.count(runs)
      return runs
    }
    const context = options.context ?? options.experimental_context
    const place = runId === undefined ? undefined : placeAfter(messages)
    const id = place && turnId(runId, place.id)
    const call = new StepCall(guardedTool, input, options, body)
    return guardedTool.guarded
      .step(place ?? messages, { id, context })
      .run(call, call.body, call.signal, tool)
  }

  const call = (input: unknown, options: ExecutionOptions): unknown => tool.execute(input, options)
  const callOnce = async (input: unknown, options: ExecutionOptions): Promise<unknown> =>
    unlessMcpError(await tool.execute(input, options))
  const told =
    'toModelOutput' in tool ? valueOrError : (result: ToolResult) => jsonSafe(valueOrError(result))
  // The AI SDK looks at what comes back at once, whether values come of it one by one.
  const execute = isGenerator(tool.execute)
    ? preliminary<ExecutionOptions>((input, options, each) => run(input, options, each(call)), told)
    : (input: unknown, options: ExecutionOptions) => run(input, options, callOnce).then(told)
  const wrapped = replaced(tool, 'execute', execute)
  guardedTools.set(wrapped, guardedTool)
  return wrapped
}

function isGenerator(execute: Executable['execute']): boolean {
  return execute.constructor.name === 'AsyncGeneratorFunction'
}
