/** One run of an agent with all that spans show: waits, retries, a failure, a call inside a call, and spans of the tools' own. */
import { trace } from '@opentelemetry/api'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { createAgent, createEngine, fileKey, tool, ToolError, type Agent } from '../../src/index.ts'
import { openai } from '../../src/openai.ts'
import { observe } from '../../src/otel.ts'
import { createModelServer } from '../../src/testing/index.ts'

const tracer = trace.getTracer('shop')

/** Has a span of its own, as instrumented code has. */
function inSpan<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
  return tracer.startActiveSpan(name, async (span) => {
    try {
      return await run()
    } finally {
      span.end()
    }
  })
}

const edit = tool({
  name: 'edit',
  description: 'Changes a file.',
  inputSchema: z.object({ path: z.string() }),
  writes: ({ path }) => fileKey(path),
  execute: () => inSpan('fs.write', () => sleep(30, 'done')),
})

let asked = 0
const stock = tool({
  name: 'stock',
  reads: [],
  retries: 2,
  limit: 'shop',
  execute: async () => {
    await sleep(10)
    asked += 1
    if (asked === 1) throw new ToolError('The shop is busy.', { code: 'busy', retryAfterMs: 20 })
    return { S: 0, M: 3 }
  },
})

const price = tool({ name: 'price', reads: [], execute: () => sleep(20, 9) })

const order = 'Order a shirt.'
const done = { text: 'Done.' }
const ordered = [
  {
    calls: [
      { id: 'c1', name: 'edit', input: { path: 'a.md' } },
      { id: 'c2', name: 'edit', input: { path: 'a.md' } },
      { id: 'c3', name: 'stock' },
      { id: 'c4', name: 'research' },
    ],
  },
]
const researched = [{ calls: [{ id: 'c5', name: 'price' }] }]

export async function shopRun(): Promise<string> {
  const server = await createModelServer({
    script: ({ turn, firstUserText }) =>
      (firstUserText === order ? ordered : researched)[turn] ?? done,
  })
  const send = (body: object): Promise<Response> =>
    inSpan('POST', () =>
      fetch(`${server.openaiBaseURL}/chat/completions`, {
        method: 'POST',
        body: JSON.stringify(body),
      }),
    )
  const model = openai.chat.model(send, { model: 'gpt-4o' })
  const agents: { researcher?: Agent<object> } = {}
  const research = tool({
    name: 'research',
    reads: [],
    timeoutMs: 10_000,
    execute: async () => (await agents.researcher?.run('What does it cost?').result)?.text,
  })
  const engine = createEngine({
    tools: [edit, stock, price, research],
    concurrency: 4,
    limits: { shop: { concurrency: 2, breaker: true } },
  })
  agents.researcher = createAgent({ engine: engine.with([price]), model })
  const agent = observe(createAgent({ engine, model }))
  const { text, warnings } = await agent.run(order).result
  await server.close()
  return [text, ...warnings].join('\n')
}
