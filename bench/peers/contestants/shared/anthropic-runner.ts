import Anthropic from '@anthropic-ai/sdk'
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema'
import type {
  BetaRunnableTool,
  BetaToolRunContext,
} from '@anthropic-ai/sdk/lib/tools/BetaRunnableTool'
import type { BetaMessage } from '@anthropic-ai/sdk/resources/beta'
import type { BenchTool, RunOutcome, RunRequest } from '../../contest.ts'
import { asText } from './as-text.ts'
import { rulesOf } from './guard-rules.ts'
import { apiKey, maxTokens, modelName } from './model.ts'

async function runnable(given: BenchTool): Promise<BetaRunnableTool> {
  const { name, description, inputSchema, zodSchema, execute } = given
  const run = async (input: unknown, context?: BetaToolRunContext): Promise<string> =>
    asText(await execute(input as Record<string, unknown>, context ?? {}))
  if (zodSchema === undefined)
    return betaTool({ name, description, inputSchema: inputSchema as { type: 'object' }, run })
  const { betaZodTool } = await import('@anthropic-ai/sdk/helpers/beta/zod')
  return betaZodTool({ name, description, inputSchema: zodSchema, run })
}

async function toolsFor({ tools, guard: engine }: RunRequest): Promise<BetaRunnableTool[]> {
  const native = await Promise.all(tools.map(runnable))
  if (engine === undefined) return native
  const { guard, rule } = await import('fanfold/anthropic')
  const ruled = native.map((tool, index) =>
    rule(tool, rulesOf(tools[index] as BenchTool) as object),
  )
  return guard(engine, ruled)
}

/** `client.beta.messages.toolRunner`, with `runToolsEagerly` if `early`. */
export async function prepareAnthropicRunner(
  request: RunRequest,
  early: boolean,
): Promise<() => Promise<RunOutcome>> {
  const { url, fetch, prompt, maxTurns, stream, signal } = request
  const client = new Anthropic({ apiKey, baseURL: url, ...(fetch && { fetch }) })
  const params = {
    model: modelName,
    max_tokens: maxTokens,
    messages: [{ role: 'user' as const, content: prompt }],
    tools: await toolsFor(request),
    max_iterations: maxTurns,
    // By default only what is new is sent, to a thread that the service keeps; the scripted server keeps none.
    thread: false as const,
  }
  const options = signal && { signal }
  return async () => {
    const message: BetaMessage = stream
      ? await client.beta.messages.toolRunner(
          { ...params, stream: true, runToolsEagerly: early },
          options,
        )
      : await client.beta.messages.toolRunner(params, options)
    const text = message.content.map((block) => (block.type === 'text' ? block.text : '')).join('')
    const { stop_reason: stop } = message
    return stop === 'end_turn' ? { text } : { text, ended: stop ?? 'no stop reason' }
  }
}
