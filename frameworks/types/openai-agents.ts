/** What TypeScript says of a guard of the tools of OpenAI Agents: never run. */
import { Agent, tool, webSearchTool } from '@openai/agents'
import { z } from 'zod'
import { createEngine, fileKey } from '../../src/index.ts'
import { guard, rule, softStop, stopBehavior } from '../../src/openai-agents.ts'

const engine = createEngine({ tools: [] })
const edit = tool({
  name: 'edit',
  description: '',
  parameters: z.object({ path: z.string() }),
  errorFunction: null,
  execute: async ({ path }) => path,
})
const loose = tool({
  name: 'loose',
  description: '',
  strict: false,
  parameters: { type: 'object', properties: {}, required: [], additionalProperties: true },
  execute: async () => 1,
})

export const same: typeof edit = rule(edit, { writes: ({ path }) => fileKey(path) })
export const sameToo: typeof loose = rule(loose, { timeoutMs: 5_000 })
// @ts-expect-error an input has no such field
rule(edit, { writes: ({ nope }) => String(nope) })
// @ts-expect-error there is no such rule
rule(edit, { writess: 'file' })
// @ts-expect-error the framework writes the results
rule(edit, { maxResultChars: 100 })
// @ts-expect-error it is run elsewhere
rule(webSearchTool(), { timeoutMs: 1 })

const stop = softStop(new AbortController().signal)
const helper = new Agent({ name: 'helper' }).asTool({ toolName: 'help', toolDescription: '' })

export const agent: Agent = new Agent({
  name: 'agent',
  tools: guard(engine, [same, sameToo, helper, webSearchTool()], { stop, runId: 'run-7' }),
  toolUseBehavior: stopBehavior(stop),
})
