import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { CohereClient, CohereClientV2 } from 'cohere-ai'
import { createAgent } from '../../../src/agent/agent.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { cohere } from '../../../src/cohere.ts'
import {
  createModelServer,
  type ModelServer,
  type RecordedRequest,
  type Script,
} from '../../../src/testing/index.ts'
import type { Engine } from '../../../src/turn/contract.ts'
import { createEngine } from '../../../src/turn/engine.ts'

const model = 'command-a'
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
  readonly client: CohereClientV2
  readonly engine: Engine
}

async function lab(context: TestContext, says: Script): Promise<Lab> {
  const server = await createModelServer({ script: says })
  context.after(() => server.close())
  const client = new CohereClientV2({ token: 'none', environment: server.url, maxRetries: 0 })
  return { server, client, engine: createEngine({ tools: [echo] as AnyTool[] }) }
}

function fetchClient(server: ModelServer) {
  return (body: Record<string, unknown>, { signal }: { signal: AbortSignal }) =>
    fetch(`${server.url}/v2/chat`, { method: 'POST', body: JSON.stringify(body), signal })
}

for (const stream of [true, false])
  for (const sdk of ['CohereClientV2', 'CohereClient', 'fetch'] as const)
    test(`an agent runs on ${sdk} (${stream ? 'streamed' : 'whole'})`, async (context) => {
      const { server, client, engine } = await lab(context, script)
      const first = new CohereClient({ token: 'none', environment: server.url })
      const chosen =
        sdk === 'fetch'
          ? cohere.model(fetchClient(server), { model, stream })
          : cohere.model(sdk === 'CohereClient' ? first : client, { model, stream })
      const agent = createAgent({ engine, model: chosen as never, instructions: 'Be brief.' })
      const { text, outcome, turns, stats } = await agent.run('How is customer 1234?').result
      assert.equal(outcome, 'answered')
      assert.equal(text, 'All is well.')
      assert.ok(stats.inputTokens > 0 && stats.outputTokens > 0)
      assert.deepEqual(
        turns[0]?.results.map(({ id, status }) => [id, status]),
        [
          ['call_1_1', 'ok'],
          ['call_1_2', 'ok'],
          ['call_1_3', 'failed'],
        ],
      )
      const { body, error } = server.requests[1] as RecordedRequest
      assert.equal(error, undefined)
      const [, , said, ...results] = body.messages as Record<string, unknown>[]
      assert.deepEqual(said, {
        role: 'assistant',
        content: [{ type: 'thinking', thinking: 'Let me see.' }],
        tool_plan: 'Looking.',
        tool_calls: calls.map(({ name, input = {} }, at) => ({
          id: `call_1_${at + 1}`,
          type: 'function',
          function: { name, arguments: JSON.stringify(input) },
        })),
      })
      assert.deepEqual(results.slice(0, 2), [
        { role: 'tool', tool_call_id: 'call_1_1', content: JSON.stringify(calls[0]?.input) },
        { role: 'tool', tool_call_id: 'call_1_2', content: '{}' },
      ])
      assert.match(String(results[2]?.content), /^Error: /)
    })

test('what `chatStream` and `chat` returned is answered in the client’s spelling', async (context) => {
  const { client, engine } = await lab(context, script)
  const request = {
    model,
    messages: [{ role: 'user' as const, content: 'Hi' }],
    tools: cohere.tools(engine),
  }
  for (const sent of [client.chatStream(request), client.chat(request)]) {
    const reply = await cohere.answer(engine, sent)
    assert.equal(reply.stop.kind, 'calls')
    assert.deepEqual(
      reply.messages.slice(1).map((message) => Object.keys(message)),
      calls.map(() => ['role', 'toolCallId', 'content']),
    )
    const next = await client.chat({
      ...request,
      messages: [...request.messages, ...(reply.messages as never[])],
    })
    assert.equal(next.finishReason, 'COMPLETE')
  }
})

test('a raw response is answered in the spelling of HTTP', async (context) => {
  const { server, engine } = await lab(context, script)
  const messages = [{ role: 'user', content: 'Hi' }]
  const body = { model, messages, tools: cohere.tools(engine), stream: true }
  const sent = fetchClient(server)(body, new AbortController())
  const reply = await cohere.answer(engine, sent)
  assert.deepEqual(Object.keys(reply.messages[1] ?? {}), ['role', 'tool_call_id', 'content'])
})

test('a stream that breaks is sent again', async (context) => {
  for (const how of ['close', 'end', 'error'] as const) {
    const broken = { text: 'Looking.', calls, break: { call: 1, how } }
    const { server, client, engine } = await lab(context, [broken, ...(script as readonly [])])
    const agent = createAgent({ engine, model: cohere.model(client, { model }) as never })
    assert.equal((await agent.run('Hi').result).outcome, 'answered', how)
    assert.equal(server.requests.length, 3)
  }
})

test('an error status rejects with the SDK’s own error', async (context) => {
  const says: Script = () => ({ status: 429, message: 'Too many requests' })
  const { client, engine } = await lab(context, says)
  const agent = createAgent({ engine, model: cohere.model(client, { model }) as never })
  await assert.rejects(agent.run('Hi').result, (error: Error) => {
    assert.equal((error.cause as { statusCode?: number }).statusCode, 429)
    return true
  })
})

test('an abort ends the SDK’s silent stream, and its request', async (context) => {
  const hanging = { text: 'Looking.', calls, break: { call: 1, how: 'hang' as const } }
  const { client, engine } = await lab(context, [hanging])
  let sent: AbortSignal | undefined
  const chat = (): never => assert.fail('it streams')
  const chatStream: CohereClientV2['chatStream'] = (body, options) => {
    sent = options?.abortSignal
    return client.chatStream(body, options)
  }
  const agent = createAgent({
    engine,
    model: cohere.model({ chat, chatStream }, { model }) as never,
  })
  const run = agent.run('Hi')
  for await (const event of run) if (event.type === 'reasoning') run.cancel()
  assert.equal((await run.result).outcome, 'cancelled')
  assert.equal(sent?.aborted, true)
})

test('a client that is none is refused', () => {
  assert.throws(() => cohere.model({} as never, { model }), /CohereClientV2/)
})
