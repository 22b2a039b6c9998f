/** What TypeScript says of a guard of the Anthropic SDK's tools: never run. */
import Anthropic from '@anthropic-ai/sdk'
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema'
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod'
import { z } from 'zod'
import { guard, guardRunner, rule } from '../../src/anthropic.ts'
import { createEngine, fileKey } from '../../src/index.ts'

const engine = createEngine({ tools: [] })
const edit = betaZodTool({
  name: 'edit',
  description: '',
  inputSchema: z.object({ path: z.string() }),
  run: async ({ path }) => path,
})
const weather = betaTool({
  name: 'weather',
  description: '',
  inputSchema: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
  run: ({ city }) => city,
})
const search = { type: 'web_search_20250305', name: 'web_search' } as const

export const same: typeof edit = rule(edit, { writes: ({ path }) => fileKey(path) })
export const sameToo: typeof weather = rule(weather, { reads: ({ city }) => `weather/${city}` })
// @ts-expect-error an input has no such field
rule(edit, { writes: ({ nope }) => String(nope) })
// @ts-expect-error an input has no such field
rule(weather, { reads: ({ nope }) => String(nope) })
// @ts-expect-error there is no such rule
rule(edit, { writess: 'file' })
// @ts-expect-error the framework writes the results
rule(edit, { maxResultChars: 100 })
// @ts-expect-error the runner does not run it
rule(search, { timeoutMs: 1 })
// @ts-expect-error a runner has messages and tools
guardRunner({})

const tools = guard(engine, [same, weather, search])
export const list: (typeof edit | typeof weather | typeof search)[] = tools

const client = new Anthropic()
const params = { model: 'claude', max_tokens: 1, messages: [], tools }

export async function whole(): Promise<string | null> {
  const { stop_reason } = await client.beta.messages.toolRunner(params)
  return stop_reason
}

export async function streamed(): Promise<void> {
  const runner = client.beta.messages.toolRunner({ ...params, stream: true, runToolsEagerly: true })
  for await (const stream of guardRunner(runner, { runId: 'chat-7' })) await stream.finalMessage()
}
