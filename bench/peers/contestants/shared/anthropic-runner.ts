import Anthropic from '@anthropic-ai/sdk'
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema'
import type { BetaRunnableTool } from '@anthropic-ai/sdk/lib/tools/BetaRunnableTool'
import type { BetaMessage } from '@anthropic-ai/sdk/resources/beta'
import type { BenchTool, RunOutcome, RunRequest } from '../../contest.ts'
import { asText } from './as-text.ts'
import { apiKey, maxTokens, modelName } from './model.ts'

function runnable({ name, description, inputSchema, execute }: BenchTool): BetaRunnableTool {
  return betaTool({
    name,
    description,
    inputSchema: inputSchema as { type: 'object' },
    run: async (input, context) =>
      asText(await execute(input as Record<string, unknown>, context?.signal ?? undefined)),
  })
}

/** `client.beta.messages.toolRunner`, with `runToolsEagerly` if `early`. */
export function prepareAnthropicRunner(
  { url, fetch, tools, prompt, maxTurns, stream, signal }: RunRequest,
  early: boolean,
): () => Promise<RunOutcome> {
  const client = new Anthropic({ apiKey, baseURL: url, ...(fetch && { fetch }) })
  const params = {
    model: modelName,
    max_tokens: maxTokens,
    messages: [{ role: 'user' as const, content: prompt }],
    tools: tools.map(runnable),
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
