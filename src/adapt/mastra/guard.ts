import { withdraw } from '../../call/errors/withdraw.ts'
import type { ToolContext } from '../../call/tool.ts'
import type { Engine } from '../../turn/contract.ts'
import { unlessMcpError, valueOrError } from '../error-result.ts'
import type { Guard, GuardOptions } from '../guard.ts'
import { guardRecord, type RecordRules } from '../record.ts'
import { replaced } from '../replaced.ts'
import { contextFor, type MastraContext } from './context.ts'
import { messagesByRun, type MessagesOf } from './messages.ts'

/** The rules of a record of tools, each typed by its tool's input. */
export type MastraRules<Tools> = RecordRules<Tools>

/** A tool that Mastra runs. */
interface Executable {
  execute(this: object, input: unknown, context?: MastraContext): unknown
}

/** What a tool returned after it had suspended its call. */
class Suspension {
  readonly returned: unknown

  constructor(returned: unknown) {
    this.returned = returned
  }
}

/**
 * The same tools, run by an engine: ordered by what the rules say that they touch, bounded, timed out, tried again, approved, journaled.
 * (No content safety: for that the field says guardrail.) A call that does not end `ok` throws a `ToolCallError`, which the
 * model is told as Mastra tells what a tool throws. One that suspends is left to Mastra, and runs again when it is resumed.
 *
 * The engine's journal finds a run again by the `runId` that `generate` or `stream` was given. Mastra runs at most 10 calls of a
 * message at once; its `toolCallConcurrency` lets the engine have more of them.
 *
 * @param tools a record, as an agent takes it: of `createTool`, or of the AI SDK.
 * @param rules by the tools' names in the record. Tools without `execute` are passed on as they are.
 * @throws {UsageError} if a rule names no tool, or an option is not what its type says.
 */
export function guard<Tools extends object>(
  engine: Engine,
  tools: Tools,
  rules: MastraRules<Tools> = {},
  options?: GuardOptions,
): Tools {
  const messagesOf = messagesByRun()
  return guardRecord(engine, tools, rules, options, (guarded, name, tool: Executable) =>
    guardTool(guarded, name, tool, messagesOf),
  )
}

function guardTool(guarded: Guard, name: string, tool: Executable, messagesOf: MessagesOf): object {
  async function execute(input: unknown, context?: MastraContext): Promise<unknown> {
    const { runId, requestContext, abortSignal } = context ?? {}
    const { toolCallId = name, outputWriter } = context?.agent ?? context ?? {}
    const messages = messagesOf(outputWriter, runId)
    messages.begin(toolCallId)

    const body = async (given: never, { signal }: ToolContext): Promise<unknown> => {
      let hasSuspended = false
      const own = contextFor(tool, context, signal, () => {
        hasSuspended = true
      })
      let value: unknown
      try {
        value = await tool.execute(given, own)
      } catch (error) {
        return hasSuspended ? withdraw(error) : Promise.reject(error as Error)
      }
      return hasSuspended ? withdraw(new Suspension(value)) : unlessMcpError(value)
    }
    const { key, id } = messages
    try {
      const result = await guarded
        .step(key, { id, context: requestContext })
        .run({ id: toolCallId, name, input }, body, abortSignal, tool)
      return valueOrError(result)
    } catch (error) {
      if (error instanceof Suspension) return error.returned
      throw error
    } finally {
      messages.end(toolCallId)
    }
  }
  return replaced(tool, 'execute', execute)
}
