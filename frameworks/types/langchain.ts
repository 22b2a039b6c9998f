/** What TypeScript says of guards of LangChain tools: never run. */
import { tool, type ClientTool } from '@langchain/core/tools'
import { ToolNode } from '@langchain/langgraph/prebuilt'
import { createAgent, createMiddleware } from 'langchain'
import { z } from 'zod'
import { createEngine, fileKey } from '../../src/index.ts'
import { guard } from '../../src/langchain.ts'

const engine = createEngine({ tools: [] })
const edit = tool(async ({ path }) => `ok ${path}`, {
  name: 'edit',
  description: '',
  schema: z.object({ path: z.string(), n: z.number() }),
})
const weather = tool(async ({ city }) => ({ city, celsius: 21 }), {
  name: 'weather',
  description: '',
  schema: z.object({ city: z.string() }),
})
const shout = tool(async (text) => text.toUpperCase(), {
  name: 'shout',
  description: '',
  schema: z.string(),
})
const tools = [edit, weather]

// For a graph of one's own: the type that went in comes out.
export const same: typeof tools = guard.tools(engine, tools, {
  edit: { writes: ({ path }) => fileKey(path), timeoutMs: 5_000 },
  weather: { reads: ({ city }) => `weather/${city}`, retries: 2 },
})
export const mixed: (typeof edit | typeof shout)[] = guard.tools(engine, [edit, shout], {
  edit: { writes: ({ path, n }) => `${path}/${n.toFixed()}` },
  shout: { writes: ({ input }: { readonly input: string }) => input },
})
export const texts: (typeof shout)[] = guard.tools(engine, [shout], {
  shout: { writes: ({ input }) => input.toUpperCase() },
})
export const node = new ToolNode(guard.tools(engine, tools, { edit: { retries: 1 } }))
export const inline = new ToolNode(guard.tools(engine, [edit, weather], { edit: { retries: 1 } }))
// @ts-expect-error an input has no such field
guard.tools(engine, tools, { edit: { writes: ({ nope }) => String(nope) } })
// @ts-expect-error there is no such tool
guard.tools(engine, tools, { editt: { timeoutMs: 1 } })
// @ts-expect-error the framework writes the results
guard.tools(engine, tools, { edit: { maxResultChars: 100 } })
// @ts-expect-error there is no such option
guard.tools(engine, tools, {}, { stopp: undefined })

// For an agent: rules of tools that are not at hand, or typed by them.
const plain = guard(engine, { edit: { writes: ({ path }) => fileKey(String(path)) } })
const typed = guard<typeof tools>(engine, { edit: { writes: ({ path }) => fileKey(path) } })
// @ts-expect-error an input has no such field
guard<typeof tools>(engine, { edit: { writes: ({ nope }) => String(nope) } })
// @ts-expect-error there is no such tool
guard<typeof tools>(engine, { editt: { timeoutMs: 1 } })
// @ts-expect-error there is no such rule
guard(engine, { edit: { write: 'x' } })

const counted = createMiddleware({ name: 'counted', stateSchema: z.object({ n: z.number() }) })
export const agent = createAgent({ model: 'gpt-4o', tools, middleware: [counted, typed] })
export const other = createAgent({ model: 'gpt-4o', tools, middleware: [plain] })
// What the other middlewares add to the state is still known.
export async function used(): Promise<number> {
  const { n } = await agent.invoke({ messages: [], n: 1 })
  return n
}
export function anyTools(given: ClientTool[]): ClientTool[] {
  return guard.tools(engine, given, { whatever: { timeoutMs: 1 } })
}
