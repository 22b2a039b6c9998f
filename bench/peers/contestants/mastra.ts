import type { MastraModelConfig } from '@mastra/core/llm'
import type { Contestant, RunRequest } from '../contest.ts'
import { rulesByName } from './shared/guard-rules.ts'

/** A Mastra agent on the AI SDK's providers; its stream starts tools early, as it does by default. */
export const mastra: Contestant = {
  name: 'mastra',
  label: 'Mastra',
  package: '@mastra/core',
  apis: ['anthropic', 'openai-chat', 'openai-responses'],
  lacks: ['toolTimeoutMs', 'turnDeadlineMs', 'hedge'],
  async prepare(request) {
    process.env['MASTRA_TELEMETRY_DISABLED'] = '1'
    const { Agent } = await import('@mastra/core/agent')
    const agent = new Agent({
      id: 'bench',
      name: 'bench',
      instructions: 'Use the tools.',
      model: (await modelFor(request)) as MastraModelConfig,
      tools: await toolsFor(request),
    })
    const options = {
      maxSteps: request.maxTurns,
      // Ten by default.
      ...(request.cap !== undefined && { toolCallConcurrency: request.cap }),
      ...(request.signal && { abortSignal: request.signal }),
    }
    return async () => {
      const output = request.stream
        ? await agent.stream(request.prompt, options)
        : await agent.generate(request.prompt, options)
      if ('consumeStream' in output) await output.consumeStream()
      const [text, finishReason, toolResults, error] = await Promise.all([
        output.text,
        output.finishReason,
        output.toolResults,
        output.error,
      ])
      if (error !== undefined) throw error
      if (finishReason === 'stop') return { text }
      // A result that was started early is listed twice.
      const finished = new Set(toolResults.map(({ payload }) => payload.toolCallId))
      return { text, ended: finishReason ?? 'unknown', resultsInHand: finished.size }
    }
  },
}

async function toolsFor(request: RunRequest) {
  const { createTool } = await import('@mastra/core/tools')
  const tools = Object.fromEntries(
    request.tools.map((given) => [
      given.name,
      createTool({
        id: given.name,
        description: given.description,
        inputSchema: (given.zodSchema ?? given.inputSchema) as never,
        execute: async (input, context) =>
          given.execute(input as Record<string, unknown>, { signal: context.abortSignal }),
      }),
    ]),
  )
  if (request.guard === undefined) return tools
  const { guard } = await import('fanfold/mastra')
  return guard(request.guard, tools, rulesByName(request) as never)
}

async function modelFor(request: RunRequest) {
  const settings = {
    apiKey: 'none',
    baseURL: `${request.url}/v1`,
    ...(request.fetch && { fetch: request.fetch }),
  }
  if (request.api === 'anthropic') {
    const { createAnthropic } = await import('@ai-sdk/anthropic')
    return createAnthropic(settings)('scripted')
  }
  const { createOpenAI } = await import('@ai-sdk/openai')
  const openai = createOpenAI(settings)
  return request.api === 'openai-chat' ? openai.chat('scripted') : openai.responses('scripted')
}
