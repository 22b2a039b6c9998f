import { UsageError } from '../../call/errors/error.ts'
import { nextTurn } from '../../util/clock.ts'
import type { SoftStop } from '../soft-stop.ts'
import { ToolCallError } from '../tool-call-error.ts'
import type { ToolConfig } from './config.ts'
import { bring, guardTool, type OfLangChain } from './guarded-tool.ts'
import { loadMessages } from './packages.ts'

/** A middleware of LangChain's agents. */
export interface GuardMiddleware {
  readonly name: string
  readonly wrapToolCall: <Request, Told>(
    request: Request,
    handler: (request: Request) => Told | Promise<Told>,
  ) => Promise<Told>
  /** There only with a stop. */
  readonly beforeModel?: {
    readonly hook: () => { readonly jumpTo: 'end' } | undefined
    readonly canJumpTo: ['end']
  }
}

/** What LangChain says of a call. */
interface ToolCallRequest {
  readonly toolCall: {
    readonly id?: string | undefined
    readonly name: string
    readonly args: unknown
  }
  /** Undefined for one that another middleware is to bring, and for one that nobody knows. */
  readonly tool?: object | undefined
  readonly state: unknown
  readonly runtime: ToolConfig
}

/** Makes the middleware of a guard. */
export function middleware(of: OfLangChain, stop: SoftStop | undefined): GuardMiddleware {
  const known = new WeakMap<object, object>()
  const guardedTool = (tool: object): object => {
    const guarded = known.get(tool) ?? guardTool(of, tool)
    known.set(tool, guarded)
    return guarded
  }

  let hasAsked = false

  /** Calls the handler with the guarded tool, which LangChain takes from the request: old versions never ask for it. */
  async function runGuarded(
    request: ToolCallRequest,
    tool: object,
    handler: (request: ToolCallRequest) => unknown,
  ): Promise<unknown> {
    const guarded = guardedTool(tool)
    if (hasAsked) return handler({ ...request, tool: guarded })
    const answer = handler({
      ...request,
      get tool() {
        hasAsked = true
        return guarded
      },
    })
    // A failure of it is told below, or comes too late.
    Promise.resolve(answer).catch(() => {})
    await nextTurn()
    // Another call may have been the first.
    if (!hasAsked) throw tooOld()
    return answer
  }

  function run(request: ToolCallRequest, handler: (request: ToolCallRequest) => unknown): unknown {
    const { toolCall, tool, state, runtime } = request
    if (tool !== undefined) return runGuarded(request, tool, handler)
    if (!of.guarded.has(toolCall.name)) return handler(request)
    // Another middleware, which comes after this one, has the tool.
    return bring(of, {
      name: toolCall.name,
      tool,
      input: toolCall.args,
      config: { ...runtime, state, toolCall },
      run: (args) => handler({ ...request, toolCall: { ...toolCall, args } }),
    })
  }

  const wrapToolCall = async (
    request: ToolCallRequest,
    handler: (request: ToolCallRequest) => unknown,
  ): Promise<unknown> => {
    try {
      return await run(request, handler)
    } catch (error) {
      // What a middleware throws would end the agent.
      if (error instanceof ToolCallError) return told(error, request.toolCall)
      throw error
    }
  }

  return {
    name: 'fanfold',
    wrapToolCall: wrapToolCall as GuardMiddleware['wrapToolCall'],
    ...(stop !== undefined && {
      beforeModel: {
        hook: () => (stop.reached() ? { jumpTo: 'end' as const } : undefined),
        canJumpTo: ['end'],
      },
    }),
  }
}

function tooOld(): UsageError {
  return new UsageError(
    'Expected `langchain` 1.2.13 or later, whose agents run the tool that a middleware hands on, got one that runs its own, so that nothing is guarded. ' +
      'Update it: npm install langchain@latest. Or use `new ToolNode(guard.tools(…))` in a graph of your own.',
  )
}

async function told(
  { message }: ToolCallError,
  call: ToolCallRequest['toolCall'],
): Promise<object> {
  const { ToolMessage } = await loadMessages()
  return new ToolMessage({
    content: `Error: ${message}`,
    tool_call_id: call.id ?? '',
    name: call.name,
    status: 'error',
  })
}
