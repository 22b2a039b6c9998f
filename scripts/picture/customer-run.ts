import { createAgent } from '../../src/agent/agent.ts'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import { makeTimeline, type Timeline } from '../../src/observe/timeline/timeline.ts'
import { openai } from '../../src/openai.ts'
import { createModelServer } from '../../src/testing/index.ts'
import { createEngine } from '../../src/turn/engine.ts'

const tools = [
  lookup('get_customer', 'customer', 600),
  lookup('get_orders', 'orders', 500),
  lookup('get_tickets', 'tickets', 400),
  change('change_plan', 400),
  change('add_note', 300),
]

const script = [
  {
    calls: [
      { name: 'get_customer', input: { customerId: 1234 } },
      { name: 'get_orders', input: { customerId: 1234 } },
      { name: 'get_tickets', input: { customerId: 1234 } },
      { name: 'change_plan', input: { customerId: 1234 } },
      { name: 'add_note', input: { customerId: 5678 } },
    ],
  },
  { text: 'Done.' },
]

/** A run of an agent against a scripted model over HTTP: its rows, and the time from the first call to the last result. */
export async function customerRun(
  concurrency: number,
): Promise<{ readonly timeline: Timeline; readonly callsMs: number }> {
  const server = await createModelServer({ pace: { blockMs: 80 }, script })
  const send = (body: object): Promise<Response> =>
    fetch(`${server.openaiBaseURL}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer none' },
      body: JSON.stringify(body),
    })
  const agent = createAgent({
    engine: createEngine({ tools, concurrency }),
    model: openai.chat.model(send, { model: 'scripted', stream: true }),
  })
  const timeline = makeTimeline()
  try {
    for await (const event of agent.run('Move customer 1234 to the team plan.'))
      timeline.push(event)
  } finally {
    await server.close()
  }
  timeline.end(timeline.endMs)
  const calls = timeline.rows.flatMap((row) => (row.kind === 'call' ? [row] : []))
  const firstMs = Math.min(...calls.map(({ receivedMs }) => receivedMs))
  const lastMs = Math.max(...calls.map(({ settledMs }) => settledMs ?? Infinity))
  return { timeline, callsMs: lastMs - firstMs }
}

function lookup(name: string, kind: string, ms: number): AnyTool {
  return tool({
    name,
    reads: ({ customerId }) => `${kind}/${String(customerId)}`,
    execute: () => after(ms),
  })
}

function change(name: string, ms: number): AnyTool {
  return tool({
    name,
    writes: ({ customerId }) => `customer/${String(customerId)}`,
    execute: () => after(ms),
  })
}

function after(ms: number): Promise<string> {
  return new Promise((resolve) => setTimeout(resolve, ms, 'done'))
}
