/** What TypeScript says of a guard of Mastra's tools: never run. */
import { Agent } from '@mastra/core/agent'
import { createTool } from '@mastra/core/tools'
import { tool } from 'ai-6'
import { z } from 'zod'
import { createEngine, fileKey } from '../../src/index.ts'
import { guard, softStop } from '../../src/mastra.ts'

const engine = createEngine({ tools: [] })
const tools = {
  weather: createTool({
    id: 'weather',
    description: 'The weather',
    inputSchema: z.object({ city: z.string() }),
    outputSchema: z.object({ celsius: z.number() }),
    execute: async () => ({ celsius: 21 }),
  }),
  edit: createTool({
    id: 'edit',
    description: 'Edits a file',
    inputSchema: z.object({ path: z.string(), n: z.number() }),
    suspendSchema: z.object({ question: z.string() }),
    execute: async ({ path }) => `ok ${path}`,
  }),
}
const guarded = guard(engine, tools, {
  edit: { writes: ({ path }) => fileKey(path), timeoutMs: 5_000 },
  weather: { reads: ({ city }) => `weather/${city}`, retries: 2 },
})
export const same: typeof tools = guarded
// @ts-expect-error an input has no such field
guard(engine, tools, { edit: { writes: ({ nope }) => String(nope) } })
// @ts-expect-error there is no such tool
guard(engine, tools, { editt: { timeoutMs: 1 } })
// @ts-expect-error the framework writes the results
guard(engine, tools, { edit: { maxResultChars: 100 } })
// @ts-expect-error there is no such option
guard(engine, tools, {}, { runId: 'x' })

export const ofAiSdk = guard(
  engine,
  { lookup: tool({ inputSchema: z.object({ id: z.string() }), execute: async () => 1 }) },
  { lookup: { reads: ({ id }) => id } },
)

export const agent = new Agent({
  id: 'a',
  name: 'a',
  instructions: '',
  model: 'openai/gpt-4o',
  tools: guarded,
})

export async function used(signal: AbortSignal): Promise<string> {
  const stop = softStop(signal)
  const asked = { maxSteps: 6, runId: 'run-17', stopWhen: stop.reached, abortSignal: stop.signal }
  const { text } = await agent.generate('', asked)
  return text
}
