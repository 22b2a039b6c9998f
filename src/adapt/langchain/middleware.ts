import type { SoftStop } from '../soft-stop.ts'
import { ToolCallError } from '../tool-call-error.ts'
import type { ToolConfig } from './config.ts'
import { bring, guardTool, type OfLangChain } from './guarded-tool.ts'
import { expectAgents, loadMessages } from './packages.ts'

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

  function run(request: ToolCallRequest, handler: (request: ToolCallRequest) => unknown): unknown {
    const { toolCall, tool, state, runtime } = request
    if (tool !== undefined) return handler({ ...request, tool: guardedTool(tool) })
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
    expectAgents()
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
