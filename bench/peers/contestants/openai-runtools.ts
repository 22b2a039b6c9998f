import OpenAI from 'openai'
import type { BenchTool, Contestant } from '../contest.ts'
import { apiKey, modelName } from './shared/model.ts'

function runnable({ name, description, inputSchema, execute }: BenchTool) {
  return {
    type: 'function' as const,
    function: {
      name,
      description,
      parameters: { ...inputSchema },
      parse: (text: string) => JSON.parse(text) as Record<string, unknown>,
      function: (input: Record<string, unknown>) => execute(input, undefined),
    },
  }
}

export const openaiRuntools: Contestant = {
  name: 'openai-runtools',
  label: 'OpenAI SDK runTools',
  package: 'openai',
  apis: ['openai-chat'],
  lacks: ['cap', 'toolTimeoutMs', 'turnDeadlineMs', 'hedge'],
  async prepare({ url, fetch, tools, prompt, maxTurns, stream, signal }) {
    const client = new OpenAI({ apiKey, baseURL: `${url}/v1`, ...(fetch && { fetch }) })
    const params = {
      model: modelName,
      messages: [{ role: 'user' as const, content: prompt }],
      tools: tools.map(runnable),
    }
    const options = { maxChatCompletions: maxTurns, ...(signal && { signal }) }
    return async () => {
      const runner = stream
        ? client.chat.completions.runTools({ ...params, stream }, options)
        : client.chat.completions.runTools(params, options)
      return { text: (await runner.finalContent()) ?? '' }
    }
  },
}
