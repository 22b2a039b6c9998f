import type { Contestant } from '../contest.ts'
import { chatModelFor } from './langchain-model.ts'

/** LangChain's `createAgent`, which sends every call of a turn to a task of its own. */
export const langchain: Contestant = {
  name: 'langchain',
  label: 'LangChain createAgent',
  package: 'langchain',
  apis: ['anthropic', 'openai-chat', 'openai-responses'],
  lacks: ['toolTimeoutMs', 'turnDeadlineMs', 'hedge'],
  async prepare(request) {
    const { createAgent, tool } = await import('langchain')
    const agent = createAgent({
      model: await chatModelFor(request),
      tools: request.tools.map((given) =>
        tool((input, config) => given.execute(input as Record<string, unknown>, config), {
          name: given.name,
          description: given.description,
          schema: given.inputSchema,
        }),
      ),
    })
    const config = {
      // A turn takes two steps of the graph, one for the model and one for the tools.
      recursionLimit: 2 * request.maxTurns + 1,
      ...(request.cap !== undefined && { maxConcurrency: request.cap }),
      ...(request.signal && { signal: request.signal }),
    }
    return async () => {
      const messages = [{ role: 'user', content: request.prompt }]
      if (!request.stream) {
        const state = await agent.invoke({ messages }, config)
        return { text: state.messages.at(-1)?.text ?? '' }
      }
      let text = ''
      const chunks = await agent.stream({ messages }, { ...config, streamMode: 'messages' })
      for await (const [message] of chunks) if (message.type === 'ai') text += message.text
      return { text }
    }
  },
}
