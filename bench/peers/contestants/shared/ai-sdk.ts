import { jsonSchema, tool, type FlexibleSchema, type LanguageModel, type ToolSet } from 'ai'
import type { RunRequest } from '../../contest.ts'
import { rulesByName } from './guard-rules.ts'
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
    tools.map(({ name, description, inputSchema, zodSchema, execute }) => [
      name,
      tool({
        description,
        inputSchema: (zodSchema ?? jsonSchema(inputSchema)) as FlexibleSchema<
          Record<string, unknown>
        >,
        execute: (input, { abortSignal }) => execute(input, { signal: abortSignal }),
      }),
    ]),
  )
}

async function toolsFor(request: RunRequest): Promise<ToolSet> {
  const tools = toolSet(request)
  if (request.guard === undefined) return tools
  const { guard } = await import('fanfold/ai-sdk')
  return guard(request.guard, tools, rulesByName(request))
}

/** What `generateText` and `streamText` both take. */
export async function aiSdkOptions(request: RunRequest) {
  const { prompt, signal, toolTimeoutMs, cap } = request
  return {
    model: await modelFor(request),
    tools: await toolsFor(request),
    prompt,
    maxOutputTokens: maxTokens,
    ...(signal && { abortSignal: signal }),
    ...(toolTimeoutMs !== undefined && { timeout: { toolMs: toolTimeoutMs } }),
    ...(cap !== undefined && { toolCallConcurrency: cap }),
  }
}
