import OpenAI from 'openai'
import type { RunnableToolFunction } from 'openai/lib/RunnableFunction'
import type { BenchTool, Contestant, RunRequest } from '../contest.ts'
import { rulesOf } from './shared/guard-rules.ts'
import { apiKey, modelName } from './shared/model.ts'

type RunnableTool = RunnableToolFunction<object>

async function runnable(given: BenchTool): Promise<RunnableTool> {
  const { name, description, inputSchema, zodSchema, execute } = given
  const call = (input: unknown): unknown => execute(input as Record<string, unknown>, {})
  if (zodSchema === undefined) {
    const parse = (text: string): object => JSON.parse(text) as object
    const parameters = { ...inputSchema }
    return { type: 'function', function: { name, description, parameters, parse, function: call } }
  }
  const { zodFunction } = await import('openai/helpers/zod')
  const made = zodFunction({ name, description, parameters: zodSchema, function: call })
  return made as unknown as RunnableTool
}

async function toolsFor({ tools, guard: engine }: RunRequest): Promise<RunnableTool[]> {
  const native = await Promise.all(tools.map(runnable))
  if (engine === undefined) return native
  const { guard, rule } = await import('fanfold/openai')
  const ruled = native.map((tool, index) =>
    rule(tool, rulesOf(tools[index] as BenchTool) as object),
  )
  return guard(engine, ruled)
}

export const openaiRuntools: Contestant = {
  name: 'openai-runtools',
  label: 'OpenAI SDK runTools',
  package: 'openai',
  apis: ['openai-chat'],
  lacks: ['cap', 'toolTimeoutMs', 'turnDeadlineMs', 'hedge'],
  async prepare(request) {
    const { url, fetch, prompt, maxTurns, stream, signal } = request
    const client = new OpenAI({ apiKey, baseURL: `${url}/v1`, ...(fetch && { fetch }) })
    const params = {
      model: modelName,
      messages: [{ role: 'user' as const, content: prompt }],
      tools: await toolsFor(request),
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
