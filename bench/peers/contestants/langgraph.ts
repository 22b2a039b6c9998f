import type { Contestant, RunRequest } from '../contest.ts'
import { chatModelFor } from './langchain-model.ts'
import { rulesByName } from './shared/guard-rules.ts'

/**
 * A graph of a model node and LangGraph's `ToolNode`, which runs a turn's calls side by side. A cap and a time-out
 * for each call are options of a graph's tasks, so where they matter every call is sent to a task of its own.
 */
export const langgraph: Contestant = {
  name: 'langgraph',
  label: 'LangGraph ToolNode',
  package: '@langchain/langgraph',
  apis: ['anthropic', 'openai-chat', 'openai-responses'],
  lacks: ['hedge'],
  async prepare(request) {
    const graph = await graphFor(request)
    const config = {
      // A turn takes two steps of the graph, one for the model and one for the tools.
      recursionLimit: 2 * request.maxTurns + 1,
      ...(request.cap !== undefined && { maxConcurrency: request.cap }),
      ...(request.signal && { signal: request.signal }),
    }
    return async () => {
      const messages = [{ role: 'user', content: request.prompt }]
      if (!request.stream) {
        const state = await graph.invoke({ messages }, config)
        return { text: state.messages.at(-1)?.text ?? '' }
      }
      let text = ''
      const chunks = await graph.stream({ messages }, { ...config, streamMode: 'messages' })
      for await (const [message] of chunks) if (message.type === 'ai') text += message.text
      return { text }
    }
  },
}

async function graphFor(request: RunRequest) {
  const { Command, END, MessagesAnnotation, Send, START, StateGraph } =
    await import('@langchain/langgraph')
  const { ToolNode } = await import('@langchain/langgraph/prebuilt')
  const { AIMessage, ToolMessage } = await import('@langchain/core/messages')
  const { tool } = await import('@langchain/core/tools')
  type State = typeof MessagesAnnotation.State

  const tools = request.tools.map((given) =>
    tool((input, config) => given.execute(input as Record<string, unknown>, config), {
      name: given.name,
      description: given.description,
      schema: (given.zodSchema ?? given.inputSchema) as typeof given.inputSchema,
    }),
  )
  const model = (await chatModelFor(request)).bindTools?.(tools)
  if (model === undefined) throw new Error('Expected a chat model that takes tools.')
  const callsOf = ({ messages }: State) => {
    const last = messages.at(-1)
    return AIMessage.isInstance(last) ? (last.tool_calls ?? []) : []
  }

  const taskEach = (calls: number) =>
    request.toolTimeoutMs !== undefined || calls > (request.cap ?? Number.POSITIVE_INFINITY)
  const timeout = request.toolTimeoutMs ?? request.turnDeadlineMs
  const limits = timeout !== undefined && {
    timeout,
    // Answers the calls of a task that took too long, so that the run goes on.
    errorHandler: (state: State) => {
      const content = `Timed out after ${timeout} ms`
      const messages = callsOf(state).map(
        ({ id = '', name }) =>
          new ToolMessage({ tool_call_id: id, name, status: 'error', content }),
      )
      return new Command({ update: { messages }, goto: 'model' as const })
    },
  }
  return new StateGraph(MessagesAnnotation)
    .addNode('model', async ({ messages }, config) => ({
      messages: [await model.invoke(messages, config)],
    }))
    .addNode('tools', new ToolNode<State>(await guarded(request, tools)), { ...limits })
    .addEdge(START, 'model')
    .addConditionalEdges(
      'model',
      (state) => {
        const calls = callsOf(state)
        if (calls.length === 0) return END
        if (!taskEach(calls.length)) return 'tools'
        return calls.map((call) => {
          const alone = new AIMessage({ content: '', tool_calls: [call] })
          return new Send('tools', { messages: [alone] })
        })
      },
      ['tools', END],
    )
    .addEdge('tools', 'model')
    .compile()
}

async function guarded<Tool extends object>(request: RunRequest, tools: Tool[]): Promise<Tool[]> {
  if (request.guard === undefined) return tools
  const { guard } = await import('fanfold/langchain')
  return guard.tools(request.guard, tools, rulesByName(request) as never)
}
