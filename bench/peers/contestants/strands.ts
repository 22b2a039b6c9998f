import type { Message } from '@strands-agents/sdk'
import type { Contestant, RunRequest } from '../contest.ts'

/** A Strands agent. It keeps its conversation and runs one at a time, so that each run has an agent of its own. */
export const strands: Contestant = {
  name: 'strands',
  label: 'Strands Agents',
  package: '@strands-agents/sdk',
  apis: ['anthropic', 'openai-chat', 'openai-responses'],
  lacks: ['cap', 'toolTimeoutMs', 'turnDeadlineMs', 'hedge', 'whole'],
  async prepare(request) {
    const { Agent, NullConversationManager, tool } = await import('@strands-agents/sdk')
    const model = await modelFor(request)
    const tools = request.tools.map((given) =>
      tool({
        name: given.name,
        description: given.description,
        inputSchema: given.inputSchema as never,
        callback: (input, context) =>
          given.execute(input as Record<string, unknown>, {
            signal: context?.cancelSignal,
          }) as never,
      }),
    )
    const options = request.signal === undefined ? {} : { cancelSignal: request.signal }
    return async () => {
      const agent = new Agent({
        model,
        tools,
        printer: false,
        // The default one drops the oldest of more than forty messages.
        conversationManager: new NullConversationManager(),
      })
      const result = await agent.invoke(request.prompt, options)
      const text = result.toString()
      if (result.stopReason === 'endTurn') return { text }
      return { text, ended: result.stopReason, resultsInHand: finished(agent.messages) }
    }
  },
}

async function modelFor(request: RunRequest) {
  const fetchOption = request.fetch === undefined ? {} : { fetch: request.fetch }
  if (request.api === 'anthropic') {
    const { AnthropicModel } = await import('@strands-agents/sdk/models/anthropic')
    return new AnthropicModel({
      modelId: 'scripted',
      apiKey: 'none',
      maxTokens: 4096,
      clientConfig: { baseURL: request.url, ...fetchOption },
    })
  }
  const { OpenAIModel } = await import('@strands-agents/sdk/models/openai')
  return new OpenAIModel({
    api: request.api === 'openai-chat' ? 'chat' : 'responses',
    modelId: 'scripted',
    apiKey: 'none',
    clientConfig: { baseURL: `${request.url}/v1`, ...fetchOption },
  })
}

function finished(messages: readonly Message[]): number {
  return messages
    .flatMap((message) => message.content)
    .filter((block) => block.type === 'toolResultBlock' && block.status === 'success').length
}
