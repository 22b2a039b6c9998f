import type { AgentInputItem, FunctionTool, Tool } from '@openai/agents'
import type { BenchTool, Contestant, RunRequest } from '../contest.ts'
import { rulesOf } from './shared/guard-rules.ts'

/** The OpenAI Agents SDK: one runner and agent, its tracing off because it would call out. */
export const openaiAgents: Contestant = {
  name: 'openai-agents',
  label: 'OpenAI Agents SDK',
  package: '@openai/agents',
  apis: ['openai-responses', 'openai-chat'],
  lacks: ['turnDeadlineMs', 'hedge'],
  async prepare(request) {
    const { Agent, OpenAIProvider, Runner, setTracingDisabled, tool } =
      await import('@openai/agents')
    setTracingDisabled(true)
    const agent = new Agent({
      name: 'bench',
      model: 'scripted',
      tools: await guarded(
        request,
        request.tools.map((given) => handOver(tool, given, request.toolTimeoutMs)),
      ),
    })
    const runner = new Runner({
      tracingDisabled: true,
      modelProvider: new OpenAIProvider({
        openAIClient: await clientFor(request),
        useResponses: request.api === 'openai-responses',
      }),
      toolNotFoundBehavior: 'return_error_to_model',
      ...(request.cap !== undefined && {
        toolExecution: { maxFunctionToolConcurrency: request.cap },
      }),
    })
    const options = {
      maxTurns: request.maxTurns,
      ...(request.signal && { signal: request.signal }),
    }
    return async () => {
      if (!request.stream) {
        const result = await runner.run(agent, request.prompt, options)
        return { text: result.finalOutput ?? '' }
      }
      const result = await runner.run(agent, request.prompt, { ...options, stream: true })
      const events = result.toStream() as ReadableStream
      await events.pipeTo(new WritableStream())
      await result.completed
      if (!result.cancelled) return { text: result.finalOutput ?? '' }
      return { text: '', ended: 'cancelled', resultsInHand: finished(result.history) }
    }
  },
  resultsInHand: (error) => finished(historyOf(error)),
}

async function clientFor(request: RunRequest) {
  const { default: OpenAI } = await import('openai')
  return new OpenAI({
    apiKey: 'none',
    baseURL: `${request.url}/v1`,
    ...(request.fetch && { fetch: request.fetch }),
  })
}

function handOver(
  tool: typeof import('@openai/agents').tool,
  given: BenchTool,
  timeoutMs: number | undefined,
): Tool {
  return tool({
    name: given.name,
    description: given.description,
    parameters: (given.zodSchema ?? given.inputSchema) as never,
    // Strict mode takes only schemas in which every property is required.
    strict: (given.zodSchema !== undefined) as never,
    execute: (input: unknown, _context: unknown, details?: { readonly signal?: AbortSignal }) =>
      given.execute(input as Record<string, unknown>, details ?? {}),
    ...(timeoutMs !== undefined && { timeoutMs, timeoutBehavior: 'error_as_result' as const }),
  }) as Tool
}

async function guarded(request: RunRequest, tools: Tool[]): Promise<Tool[]> {
  if (request.guard === undefined) return tools
  const { guard, rule } = await import('fanfold/openai-agents')
  const ruled = tools.map((made, index) =>
    rule(made as FunctionTool, rulesOf(request.tools[index] as BenchTool) as object),
  )
  return guard(request.guard, ruled)
}

/** Errors of the SDK carry the run's state, which holds the history so far. */
function historyOf(error: unknown): readonly AgentInputItem[] {
  const { state } = error as { state?: { history?: AgentInputItem[] } }
  return state?.history ?? []
}

function finished(history: readonly AgentInputItem[]): number {
  return history.filter(
    (item) => item.type === 'function_call_result' && item.status === 'completed',
  ).length
}
