// The main names, as users write them. Compiled, and never run.
import {
  createAgent,
  createEngine,
  fileKey,
  jsonSchema,
  tool,
  ToolError,
  toolWithContext,
  type Engine,
  type Model,
  type RunEvent,
  type Tool,
  type ToolContext,
  type ToolDefinition,
  type TurnReport,
} from 'fanfold'
import { anthropic } from 'fanfold/anthropic'
import { gemini } from 'fanfold/gemini'
import { guard } from 'fanfold/ai-sdk'
import { openai } from 'fanfold/openai'
import { is } from './same.js'

const edit = tool({
  name: 'edit',
  inputSchema: {
    type: 'object',
    properties: { path: { type: 'string' }, lines: { type: 'array', items: { type: 'integer' } } },
    required: ['path'],
    additionalProperties: false,
  },
  writes: ({ path }) => fileKey(path),
  retries: 2,
  execute: async ({ path, lines }, { signal, idempotencyKey }) => {
    if (signal.aborted) throw new ToolError('stopped', { nothingDone: true })
    return { path, key: idempotencyKey, count: lines?.length ?? 0 }
  },
})
is<
  Tool<{ path: string; lines?: number[] }, { path: string; key: string; count: number }, unknown>
>()(edit)

const typed = tool({
  name: 'find',
  inputSchema: jsonSchema<{ query: string }>({ type: 'object' }),
  reads: [],
  execute: ({ query }) => query.trim(),
})
is<Tool<{ query: string }, string, unknown>>()(typed)

const burn = tool({ name: 'burn', runsIn: 'thread', module: new URL('file:///burn.js') })
const ask = tool({ name: 'ask', needsApproval: true })
const appTool = toolWithContext<{ readonly user: string }>()
const mine = appTool({
  name: 'mine',
  reads: (_, { context }) => `user/${context.user}`,
  execute: (_, { context }) => context.user,
})
const annotated: ToolDefinition = {
  name: 'plain',
  execute: (input, context: ToolContext) => [input['a'], context.callId],
}

export async function main(client: object, model: Model<{ role: string }>): Promise<string> {
  const engine: Engine = createEngine({
    tools: [edit, typed, burn, ask, tool(annotated)],
    limits: { crm: { perSecond: 5 } },
    approve: ({ call }) => (call.name === 'ask' ? 'allow' : 'deny'),
  })
  const turn = engine.turn()
  void turn.add({ id: 'a', name: 'edit', input: { path: 'a' } })
  turn.commit()
  const report: TurnReport = await turn.report
  for await (const event of turn) void event.type
  await createEngine({ tools: [mine] }).execute([], { context: { user: 'ann' } })
  const run = createAgent({ engine, model }).run('Hi')
  for await (const event of run) void (event satisfies RunEvent)
  const { text } = await run.result
  await anthropic.answer(engine, client)
  void openai.tools(engine)
  void gemini.tools(engine)
  void guard(
    engine,
    { edit: { execute: (input: { path: string }) => input.path } },
    { edit: { writes: ({ path }) => path } },
  )
  return `${text ?? ''}${report.outcome}`
}
