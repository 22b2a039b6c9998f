import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { Ollama } from 'ollama'
import { createAgent } from '../../../src/agent/agent.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { ollama } from '../../../src/ollama.ts'
import {
  createModelServer,
  type ModelServer,
  type RecordedRequest,
  type Script,
} from '../../../src/testing/index.ts'
import type { Engine } from '../../../src/turn/contract.ts'
import { createEngine } from '../../../src/turn/engine.ts'

const model = 'qwen3'
const echo = tool({
  name: 'echo',
  description: 'Echoes.',
  execute: (input) => JSON.stringify(input),
})
const calls = [
  { name: 'echo', input: { customerId: 1234, note: 'naïve 😀'.repeat(40) } },
  { name: 'echo' },
  { name: 'gone' },
]
const script: Script = [
  { thinking: 'Let me see.', text: 'Looking.', calls },
  { text: 'All is well.' },
]

interface Lab {
  readonly server: ModelServer
  readonly client: Ollama
  readonly engine: Engine
}

async function lab(context: TestContext, says: Script): Promise<Lab> {
  const server = await createModelServer({ script: says })
  context.after(() => server.close())
  const client = new Ollama({ host: server.url })
  return { server, client, engine: createEngine({ tools: [echo] as AnyTool[] }) }
}

function fetchClient(server: ModelServer) {
  return (body: Record<string, unknown>, { signal }: { signal: AbortSignal }) =>
    fetch(`${server.url}/api/chat`, { method: 'POST', body: JSON.stringify(body), signal })
}

for (const stream of [true, false])
  for (const sdk of [true, false])
    test(`an agent runs on ${sdk ? 'the SDK' : 'fetch'} (${stream ? 'streamed' : 'whole'})`, async (context) => {
      const { server, client, engine } = await lab(context, script)
      const chosen = sdk
        ? ollama.model(client, { model, stream })
        : ollama.model(fetchClient(server), { model, stream })
      const agent = createAgent({ engine, model: chosen as never })
      const { text, outcome, turns, stats } = await agent.run('How is customer 1234?').result
      assert.equal(outcome, 'answered')
      assert.equal(text, 'All is well.')
      assert.ok(stats.inputTokens > 0 && stats.outputTokens > 0)
      assert.deepEqual(
        turns[0]?.results.map(({ status }) => status),
        ['ok', 'ok', 'failed'],
      )
      const { body, error } = server.requests[1] as RecordedRequest
      assert.equal(error, undefined)
      const [, , said, first, second, third] = body.messages as Record<string, unknown>[]
      assert.deepEqual(said, {
        role: 'assistant',
        content: 'Looking.',
        thinking: 'Let me see.',
        tool_calls: calls.map(({ name, input = {} }) => ({ function: { name, arguments: input } })),
      })
      const content = JSON.stringify(calls[0]?.input)
      assert.deepEqual(first, { role: 'tool', tool_name: 'echo', content })
      assert.deepEqual(second, { role: 'tool', tool_name: 'echo', content: '{}' })
      assert.equal(third?.tool_name, 'gone')
      assert.match(String(third.content), /^Error: /)
    })

test('what `chat` returned is answered', async (context) => {
  const { client, engine } = await lab(context, script)
  const messages = [{ role: 'user', content: 'Hi' }]
  const sent = client.chat({ model, messages, tools: ollama.tools(engine), stream: true })
  const reply = await ollama.answer(engine, sent)
  assert.equal(reply.stop.kind, 'calls')
  assert.equal(reply.messages.length, 4)
})

test('a stream that breaks is sent again', async (context) => {
  for (const how of ['close', 'end', 'error'] as const) {
    const broken = { text: 'Looking.', calls, break: { call: 1, how } }
    const { server, client, engine } = await lab(context, [broken, ...(script as readonly [])])
    const agent = createAgent({ engine, model: ollama.model(client, { model }) as never })
    assert.equal((await agent.run('Hi').result).outcome, 'answered', how)
    assert.equal(server.requests.length, 3)
  }
})

test('an error status rejects with the SDK’s own error', async (context) => {
  const { client, engine } = await lab(context, () => ({
    status: 404,
    message: "model 'x' not found",
  }))
  const agent = createAgent({ engine, model: ollama.model(client, { model }) as never })
  await assert.rejects(agent.run('Hi').result, (error: Error) => {
    assert.equal((error.cause as { status_code?: number }).status_code, 404)
    assert.match(error.message, /not found/)
    return true
  })
})

test('an abort ends the SDK’s silent stream, and its request', async (context) => {
  const hanging = { text: 'Looking.', calls, break: { call: 0, how: 'hang' as const } }
  const { client, engine } = await lab(context, [hanging])
  const agent = createAgent({ engine, model: ollama.model(client, { model }) as never })
  const run = agent.run('Hi')
  const signals: AbortSignal[] = []
  for await (const event of run) {
    if (event.type !== 'text') continue
    const { ongoingStreamedRequests: streams } = client as unknown as {
      ongoingStreamedRequests: { abortController: AbortController }[]
    }
    signals.push(...streams.map(({ abortController }) => abortController.signal))
    run.cancel()
  }
  assert.equal((await run.result).outcome, 'cancelled')
  assert.deepEqual(
    signals.map(({ aborted }) => aborted),
    [true],
  )
})
