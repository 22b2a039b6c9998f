import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  ThrottlingException,
} from '@aws-sdk/client-bedrock-runtime'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { createAgent } from '../../../src/agent/agent.ts'
import { bedrock } from '../../../src/bedrock.ts'
import { content } from '../../../src/call/content/content.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import {
  createModelServer,
  type ModelServer,
  type RecordedRequest,
  type Script,
} from '../../../src/testing/index.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import type { Engine } from '../../../src/turn/contract.ts'

const modelId = 'anthropic.claude-sonnet-4-20250514-v1:0'
const echo = tool({
  name: 'echo',
  description: 'Echoes.',
  execute: (input) => JSON.stringify(input),
})
const picture = tool({
  name: 'picture',
  execute: () => content('Here:', { type: 'image', data: 'iVBORw0KGgo=', mediaType: 'image/png' }),
})
const calls = [
  { name: 'echo', input: { customerId: 1234, note: 'naïve 😀'.repeat(40) } },
  { name: 'picture' },
  { name: 'gone' },
]
const script: Script = [
  { thinking: 'Let me see.', text: 'Looking.', calls },
  { text: 'All is well.' },
]

interface Lab {
  readonly server: ModelServer
  readonly client: BedrockRuntimeClient
  readonly engine: Engine
}

async function lab(context: TestContext, says: Script): Promise<Lab> {
  const server = await createModelServer({ script: says })
  const client = new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint: server.url,
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    maxAttempts: 1,
    // By itself the client speaks HTTP/2.
    requestHandler: new NodeHttpHandler(),
  })
  context.after(async () => {
    client.destroy()
    await server.close()
  })
  return { server, client, engine: createEngine({ tools: [echo, picture] as AnyTool[] }) }
}

/** A `fetch` in the place of the SDK. */
function fetchClient(server: ModelServer, stream: boolean) {
  return (
    { modelId: model, ...body }: Record<string, unknown>,
    { signal }: { signal: AbortSignal },
  ) =>
    fetch(
      `${server.url}/model/${encodeURIComponent(String(model))}/converse${stream ? '-stream' : ''}`,
      { method: 'POST', body: JSON.stringify(body), signal },
    )
}

for (const stream of [true, false])
  for (const sdk of [true, false])
    test(`an agent runs on ${sdk ? 'the SDK' : 'fetch'} (${stream ? 'streamed' : 'whole'})`, async (context) => {
      const { server, client, engine } = await lab(context, script)
      const model = sdk
        ? bedrock.model(client, { modelId, stream })
        : bedrock.model(fetchClient(server, stream), { modelId, stream })
      const agent = createAgent({ engine, model: model as never })
      const { text, outcome, turns, stats } = await agent.run('How is customer 1234?').result
      assert.equal(outcome, 'answered')
      assert.equal(text, 'All is well.')
      assert.ok(stats.inputTokens > 0 && stats.outputTokens > 0)
      assert.deepEqual(
        turns[0]?.results.map(({ id, status }) => [id, status]),
        [
          ['tooluse_1_1', 'ok'],
          ['tooluse_1_2', 'ok'],
          ['tooluse_1_3', 'failed'],
        ],
      )
      const { body, error, path } = server.requests[1] as RecordedRequest
      assert.equal(error, undefined)
      assert.match(path, stream ? /converse-stream$/ : /converse$/)
      const [, said, results] = body.messages as { content: Record<string, unknown>[] }[]
      assert.deepEqual(
        said?.content.map((block) => Object.keys(block)[0]),
        ['reasoningContent', 'text', 'toolUse', 'toolUse', 'toolUse'],
      )
      assert.deepEqual(results?.content.slice(0, 2), [
        {
          toolResult: {
            toolUseId: 'tooluse_1_1',
            content: [{ text: JSON.stringify(calls[0]?.input) }],
          },
        },
        {
          toolResult: {
            toolUseId: 'tooluse_1_2',
            content: [
              { text: 'Here:' },
              { image: { format: 'png', source: { bytes: 'iVBORw0KGgo=' } } },
            ],
          },
        },
      ])
    })

for (const stream of [true, false])
  test(`what \`send\` returned is answered (${stream ? 'streamed' : 'whole'})`, async (context) => {
    const { client, engine } = await lab(context, script)
    const messages = [bedrock.codec.user('Hi')]
    const input = { modelId, messages, toolConfig: { tools: bedrock.tools(engine) } }
    const sent = stream
      ? client.send(new ConverseStreamCommand(input))
      : client.send(new ConverseCommand(input))
    const said: string[] = []
    const reply = await bedrock.answer(engine, sent, { onText: (text) => said.push(text) })
    assert.equal(reply.stop.kind, 'calls')
    assert.equal(said.join(''), 'Looking.')
    assert.equal(reply.messages.length, 2)
  })

test('a break in the middle of a call is sent again, and its calls do not run twice', async (context) => {
  for (const how of ['close', 'end', 'error'] as const) {
    const broken = { text: 'Looking.', calls, break: { call: 1, how } }
    const { server, client, engine } = await lab(context, [broken, ...(script as readonly [])])
    const agent = createAgent({ engine, model: bedrock.model(client, { modelId }) as never })
    const { outcome, turns } = await agent.run('Hi').result
    assert.equal(outcome, 'answered', how)
    assert.equal(server.requests.length, 3)
    assert.equal(turns.length, 1)
  }
})

test('a length stop answers the calls and runs none', async (context) => {
  const cut = { calls: [calls[0] as { name: string }], stop: 'length' as const }
  const { client, engine } = await lab(context, [cut, { text: 'Shorter.' }])
  const agent = createAgent({ engine, model: bedrock.model(client, { modelId }) as never })
  const { outcome, turns } = await agent.run('Hi').result
  assert.equal(outcome, 'answered')
  assert.equal(turns[0]?.results[0]?.attempts, 0)
})

test('an error status rejects with the SDK’s own error; through fetch, with its status', async (context) => {
  const says: Script = () => ({ status: 429, message: 'Too many requests' })
  const { server, client, engine } = await lab(context, says)
  const failed = createAgent({ engine, model: bedrock.model(client, { modelId }) as never })
  await assert.rejects(failed.run('Hi').result, (error: Error) => {
    assert.ok(error.cause instanceof ThrottlingException)
    return true
  })
  const plain = bedrock.model(fetchClient(server, true), { modelId })
  await assert.rejects(createAgent({ engine, model: plain }).run('Hi').result, (error: Error) => {
    assert.equal((error.cause as { status?: number }).status, 429)
    return true
  })
})

test('an abort ends the SDK’s silent stream, and its request', async (context) => {
  const hanging = { text: 'Looking.', calls, break: { call: 0, how: 'hang' as const } }
  const { client, engine } = await lab(context, [hanging])
  let sent: AbortSignal | undefined
  const send = (command: ConverseStreamCommand, options: { abortSignal: AbortSignal }): unknown => {
    sent = options.abortSignal
    return client.send(command, options)
  }
  const agent = createAgent({ engine, model: bedrock.model({ send }, { modelId }) as never })
  const run = agent.run('Hi')
  for await (const event of run) if (event.type === 'text') run.cancel()
  assert.equal((await run.result).outcome, 'cancelled')
  assert.equal(sent?.aborted, true)
})

test('a client that is none, and a model without its id, are refused', () => {
  assert.throws(() => bedrock.model({} as never, { modelId }), /BedrockRuntimeClient/)
  assert.throws(() => bedrock.model(() => 0, {} as never), /Expected `modelId`/)
})
