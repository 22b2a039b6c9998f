/** What TypeScript says of a guard of tools of the Claude Agent SDK: never run. */
import { createSdkMcpServer, tool } from '@anthropic-ai/claude-agent-sdk'
import { z } from 'zod'
import { guard, rule } from '../../src/claude-agent-sdk.ts'
import { createEngine, fileKey } from '../../src/index.ts'

const engine = createEngine({ tools: [] })
const edit = tool(
  'edit',
  'Edits a file',
  { path: z.string(), n: z.number() },
  async ({ path }) => ({
    content: [{ type: 'text', text: path }],
  }),
)
const look = tool('look', 'Looks', {}, async () => ({ content: [] }))

export const same: typeof edit = rule(edit, {
  writes: ({ path }) => fileKey(path),
  timeoutMs: 5_000,
})
export const guarded: [typeof edit, typeof look] = guard(engine, [edit, look])
// @ts-expect-error an input has no such field
rule(edit, { writes: ({ nope }) => String(nope) })
// @ts-expect-error there is no such rule
rule(edit, { timeout: 1 })
// @ts-expect-error Claude Code writes the results
rule(edit, { maxResultChars: 100 })
// @ts-expect-error there is no such option
guard(engine, [edit], { parallel: true })

export const server = createSdkMcpServer({
  name: 'files',
  tools: guard(engine, [same, look], { concurrent: true, runId: 'x' }),
})
