/** What TypeScript says of a guard of AI SDK tools: never run. */
import { generateText, tool, type InferToolOutput } from 'ai'
import { tool as tool5 } from 'ai-5'
import { tool as tool6 } from 'ai-6'
import { z } from 'zod'
import { guard } from '../../src/ai-sdk.ts'
import { createEngine, fileKey } from '../../src/index.ts'

const engine = createEngine({ tools: [] })
const tools = {
  weather: tool({
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }) => ({ city, celsius: 21 }),
  }),
  edit: tool({
    inputSchema: z.object({ path: z.string(), n: z.number() }),
    execute: async ({ path }) => `ok ${path}`,
  }),
}
const guarded = guard(engine, tools, {
  edit: { writes: ({ path }) => fileKey(path), timeoutMs: 5_000 },
  weather: { reads: ({ city }) => `weather/${city}`, retries: 2 },
})
export const same: typeof tools = guarded
export const output: InferToolOutput<typeof guarded.weather> = { city: 'x', celsius: 1 }
// @ts-expect-error an input has no such field
guard(engine, tools, { edit: { writes: ({ nope }) => String(nope) } })
// @ts-expect-error there is no such tool
guard(engine, tools, { editt: { timeoutMs: 1 } })
// @ts-expect-error the framework writes the results
guard(engine, tools, { edit: { maxResultChars: 100 } })

export const older = guard(
  engine,
  {
    five: tool5({ inputSchema: z.object({ a: z.string() }), execute: async () => 1 }),
    six: tool6({ inputSchema: z.object({ b: z.string() }), execute: async () => 1 }),
  },
  { five: { writes: ({ a }) => a }, six: { writes: ({ b }) => b } },
)

export async function used(model: Parameters<typeof generateText>[0]['model']): Promise<string> {
  const { toolResults } = await generateText({ model, tools: guarded, prompt: '' })
  for (const result of toolResults)
    if (!result.dynamic && result.toolName === 'weather')
      return `${result.input.city}: ${result.output.celsius.toFixed(1)}`
  return ''
}
