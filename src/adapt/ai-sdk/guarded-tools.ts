import type { ToolCall } from '../../call/call.ts'
import type { ToolContext } from '../../call/tool.ts'
import type { Guard } from '../guard.ts'
import type { Body } from '../step.ts'
import type { EarlyCalls } from './early-calls.ts'

/** What the AI SDK gives a tool beside its input, as far as this looks at it; the same in versions 5 to 7. */
export interface ExecutionOptions {
  readonly toolCallId?: string | undefined
  /** One array for all calls of a step. */
  readonly messages?: readonly unknown[] | undefined
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

/** A call of a guarded tool, with what a step is given beside it. Made by no literal (without-literal.ts). */
export class StepCall implements ToolCall {
  readonly id: string
  readonly name: string
  readonly input: unknown
  readonly body: Body
  readonly signal: AbortSignal | undefined

  /** @param body gets the signal of the call in its options. */
  constructor(
    { name }: GuardedTool,
    input: unknown,
    options: ExecutionOptions,
    body: (input: unknown, options: ExecutionOptions) => unknown,
  ) {
    this.id = options.toolCallId ?? ''
    this.name = name
    this.input = input
    this.body = bodyWith(options, body)
    this.signal = options.abortSignal
  }
}

function bodyWith(
  options: ExecutionOptions,
  body: (input: unknown, options: ExecutionOptions) => unknown,
): Body {
  return (given, context) => body(given, new OptionsOfBody(options, context))
}

/**
 * What a call was given, with the signal of its attempt, which is made when it is asked for: most tools never do. One getter for all:
 * with one each, V8 keeps every object in a form of its own, and with it all that the getter sees.
 */
class OptionsOfBody implements ExecutionOptions {
  declare readonly abortSignal: AbortSignal
  readonly #context: ToolContext

  static readonly #signal: PropertyDescriptor & ThisType<OptionsOfBody> = {
    get(): AbortSignal {
      return this.#context.signal
    },
    enumerable: true,
    configurable: true,
  }

  constructor(options: ExecutionOptions, context: ToolContext) {
    this.#context = context
    Object.defineProperty(this, 'abortSignal', OptionsOfBody.#signal)
    const { abortSignal: _, ...others } = options
    Object.assign(this, others)
  }
}
