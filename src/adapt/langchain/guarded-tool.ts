import type { ToolContext } from '../../call/tool.ts'
import { threw } from '../../call/errors/call-failure.ts'
import { withdraw } from '../../call/errors/withdraw.ts'
import { nextTurn } from '../../util/clock.ts'
import { isRecord } from '../../util/is-record.ts'
import type { Guard } from '../guard.ts'
import { replaced } from '../replaced.ts'
import { ToolCallError, valueOf } from '../tool-call-error.ts'
import { CallScratchpad } from './call-scratchpad.ts'
import type { ToolConfig } from './config.ts'
import { askedOf, keepError, keepValue, revive } from './kept.ts'
import { messageOf } from './message.ts'

/** A guard, and whether what its calls come to is kept in a journal. */
export interface OfLangChain {
  readonly guarded: Guard
  readonly isJournaled: boolean
}

/** A call on its way into an engine. */
interface Bringing {
  readonly name: string
  /** Undefined where it is another middleware's, which does not show it. */
  readonly tool: object | undefined
  readonly input: unknown
  readonly config: ToolConfig
  /** Runs the tool, with an input and a config that may have been changed. */
  readonly run: (input: unknown, config: ToolConfig) => unknown
}

/** LangChain's base class runs a tool by this method, once it has checked the input. */
interface Structured {
  readonly name: string
  _call(input: unknown, runManager: RunManager | undefined, config: ToolConfig | undefined): unknown
}

interface RunManager {
  handleToolEvent?(chunk: unknown): Promise<void>
}

/** All that a tool has to have. */
interface Invokable {
  readonly name: string
  invoke(call: ToolCall, config: ToolConfig | undefined): unknown
}

interface ToolCall {
  readonly id?: string | undefined
  readonly args: unknown
}

/** The same tool, whose calls run on the guard's engine. One that nobody runs here is given back as it is. */
export function guardTool(of: OfLangChain, tool: object): object {
  if (hasMethod<Structured>(tool, '_call'))
    return replaced(
      tool,
      '_call',
      (input: unknown, runManager: RunManager | undefined, config: ToolConfig | undefined) =>
        bring(of, {
          name: tool.name,
          tool,
          input,
          config: config ?? {},
          run: (given, own) => returned(tool['_call'](given, runManager, own), runManager),
        }),
    )
  if (hasMethod<Invokable>(tool, 'invoke'))
    return replaced(tool, 'invoke', (call: ToolCall, config: ToolConfig | undefined) =>
      bring(of, {
        name: tool.name,
        tool,
        input: call.args,
        config: { toolCall: call, ...config },
        run: (args, own) => tool.invoke({ ...call, args }, own),
      }),
    )
  return tool
}

/**
 * Runs a call on the guard's engine.
 *
 * @throws {ToolCallError} if it does not end `ok`.
 */
export async function bring(of: OfLangChain, bringing: Bringing): Promise<unknown> {
  const { name, tool, input, config, run } = bringing
  const { key, id, calls } = messageOf(config)
  const callId = config.toolCall?.id ?? config.toolCallId ?? ''
  const callIds = calls.map((each) => each.id ?? '')
  const serde = config.configurable?.['__pregel_checkpointer']?.serde
  const keeper = of.isJournaled && id !== undefined ? serde : undefined
  const place = { index: Math.max(0, callIds.indexOf(callId)), count: calls.length || 1 }
  const scratchpad = new CallScratchpad(config, place)

  async function body(given: unknown, { signal }: ToolContext): Promise<unknown> {
    // By then it is known which calls the journal has.
    if (keeper !== undefined) await nextTurn()
    try {
      const value = await run(given, { ...scratchpad.attempt(config), signal })
      return keeper === undefined ? value : await keepValue(value, scratchpad.asked, keeper)
    } catch (error) {
      if (isBubble(error)) withdraw(error)
      if (keeper === undefined || scratchpad.asked.length === 0 || signal.aborted) throw error
      // Whose answers they were has to be known as long as the task's other calls may ask.
      return keepError(threw(name, error).error, scratchpad.asked, keeper)
    }
  }

  const names = calls.map((each) => each.name)
  const step = of.guarded.step(key, { id, context: config.context, callIds, names })
  try {
    const result = await step.run({ id: callId, name, input }, body, config.signal, tool)
    if (result.restored === true) scratchpad.restored(askedOf(result.value))
    const { value, error } = await revive(valueOf(result), serde)
    if (error !== undefined)
      throw new ToolCallError({ ...result, status: 'failed', content: error.message, error })
    // An identical call may have run for both, whose message names it.
    const isAnothers =
      isRecord(value) && value['type'] === 'tool' && value['tool_call_id'] !== callId
    return isAnothers ? replaced(value, 'tool_call_id', callId) : value
  } catch (error) {
    // The process may end as soon as the framework knows: what is under way beside this call is to be in the journal by then.
    if (keeper !== undefined && isBubble(error)) await step.idle()
    throw error
  }
}

/** An interrupt, or a command for the graph around: a call that throws one has neither failed nor ended. */
function isBubble(error: unknown): boolean {
  return isRecord(error) && error['is_bubble_up'] === true
}

/** What a tool returns that yields events first: they are handed on. */
async function returned(value: unknown, runManager: RunManager | undefined): Promise<unknown> {
  const result = await value
  if (!isGenerator(result)) return result
  for (;;) {
    const { done, value: next } = await result.next()
    if (done === true) return next
    await runManager?.handleToolEvent?.(next)
  }
}

function isGenerator(value: unknown): value is AsyncGenerator {
  return hasMethod(value, 'next') && hasMethod(value, 'throw') && Symbol.asyncIterator in value
}

function hasMethod<T extends object>(value: unknown, name: string): value is T {
  return isRecord(value) && typeof value[name] === 'function'
}
