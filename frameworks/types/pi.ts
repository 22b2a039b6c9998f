/** What TypeScript says of a guard of pi's tools: never run. */
import { Agent, type AgentTool } from '@earendil-works/pi-agent-core'
import { int, obj, str } from '@earendil-works/pi-schema'
import { createEngine, fileKey } from '../../src/index.ts'
import { guard, rule } from '../../src/pi.ts'

const engine = createEngine({ tools: [] })
const parameters = obj({ path: str(), n: int() })
const edit: AgentTool<typeof parameters, { lines: number }> = {
  name: 'edit',
  label: 'Edit',
  description: 'Edits a file',
  parameters,
  execute: async (_id, { path }) => ({
    content: [{ type: 'text', text: path }],
    details: { lines: 1 },
  }),
}
const look: AgentTool = { ...(edit as AgentTool), name: 'look', replay: 'safe' }

export const same: typeof edit = rule(edit, {
  writes: ({ path }) => fileKey(path),
  timeoutMs: 5_000,
})
export const guarded: [typeof edit, AgentTool] = guard(engine, [edit, look])
// @ts-expect-error an input has no such field
rule(edit, { writes: ({ nope }) => String(nope) })
// @ts-expect-error there is no such rule
rule(edit, { timeout: 1 })
// @ts-expect-error pi writes the results
rule(edit, { maxResultChars: 100 })
// @ts-expect-error there is no such option
guard(engine, [edit], { run: 'x' })

export const agent: Agent = new Agent({
  initialState: {
    tools: guard(engine, [same, look], { messages: () => agent.state.messages, runId: 'x' }),
  },
  streamFn: undefined as never,
})
