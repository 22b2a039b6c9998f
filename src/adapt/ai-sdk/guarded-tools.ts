import type { ToolCall } from '../../call/call.ts'
import type { ToolContext } from '../../call/tool.ts'
import type { Guard } from '../guard.ts'
import type { Body } from '../step.ts'
import type { EarlyCalls } from './early-calls.ts'

/** What the AI SDK gives a tool beside its input, as far as this looks at it; the same in versions 5 to 7. */
export interface ExecutionOptions {
  readonly toolCallId: string
  /** One array for all calls of a step. */
  readonly messages: readonly unknown[]
  readonly abortSignal?: AbortSignal | undefined
  readonly context?: unknown
  readonly experimental_context?: unknown
}

/** A tool that the AI SDK runs itself. */
export interface Executable {
  execute(this: object, input: unknown, options: ExecutionOptions): unknown
  readonly inputSchema?: unknown
  readonly toModelOutput?: unknown
  readonly needsApproval?: unknown
  readonly contextSchema?: unknown
}

/** A tool of a guard. */
export interface GuardedTool {
  readonly name: string
  readonly tool: Executable
  readonly guarded: Guard
  /** Of all tools of the guard. */
  readonly early: EarlyCalls
}

/** By the tools that were handed out, whatever record they are put in. */
export const guardedTools: WeakMap<object, GuardedTool> = new WeakMap()

/** What a step is given of one call. */
export interface StepCall {
  readonly call: ToolCall
  readonly body: Body
  readonly signal: AbortSignal | undefined
}

/** A call of a guarded tool, as a step takes it; `body` gets the signal of the call in its options. */
export function callOf(
  { name }: GuardedTool,
  input: unknown,
  options: ExecutionOptions,
  body: (input: unknown, options: ExecutionOptions) => unknown,
): StepCall {
  const { toolCallId: id, abortSignal } = options
  // A signal is made when it is asked for, which most tools never do.
  const run = (given: never, context: ToolContext): unknown =>
    body(given, {
      ...options,
      get abortSignal() {
        return context.signal
      },
    })
  return { call: { id, name, input }, body: run, signal: abortSignal }
}
