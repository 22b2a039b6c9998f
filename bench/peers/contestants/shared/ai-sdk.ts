import { jsonSchema, tool, type LanguageModel, type ToolSet } from 'ai'
import type { RunRequest } from '../../contest.ts'
import { apiKey, maxTokens, modelName } from './model.ts'

async function modelFor({ api, url, fetch }: RunRequest): Promise<LanguageModel> {
  const options = { apiKey, baseURL: `${url}/v1`, ...(fetch && { fetch }) }
  if (api === 'anthropic') {
    const { createAnthropic } = await import('@ai-sdk/anthropic')
    return createAnthropic(options)(modelName)
  }
  const { createOpenAI } = await import('@ai-sdk/openai')
  const provider = createOpenAI(options)
  return api === 'openai-chat' ? provider.chat(modelName) : provider.responses(modelName)
}

function toolSet({ tools }: RunRequest): ToolSet {
  return Object.fromEntries(
    tools.map(({ name, description, inputSchema, execute }) => [
      name,
      tool({
        description,
        inputSchema: jsonSchema<Record<string, unknown>>(inputSchema),
        execute: (input, { abortSignal }) => execute(input, abortSignal),
      }),
    ]),
  )
}

/** What `generateText` and `streamText` both take. */
export async function aiSdkOptions(request: RunRequest) {
  const { prompt, signal, toolTimeoutMs, cap } = request
  return {
    model: await modelFor(request),
    tools: toolSet(request),
    prompt,
    maxOutputTokens: maxTokens,
    ...(signal && { abortSignal: signal }),
    ...(toolTimeoutMs !== undefined && { timeout: { toolMs: toolTimeoutMs } }),
    ...(cap !== undefined && { toolCallConcurrency: cap }),
  }
}
