import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import OpenAI from 'openai'
import { createAgent } from '../src/agent/agent.ts'
import { content } from '../src/call/content/content.ts'
import { tool, type AnyTool } from '../src/call/tool.ts'
import { openai } from '../src/openai.ts'
import { createModelServer, type ModelServer, type Script } from '../src/testing/index.ts'
import { createEngine } from '../src/turn/engine.ts'
import type { ResponsesParams } from '../src/wire/openai-responses/request.ts'
import { functionCall, response } from './wire/support/responses-events.ts'

const { signal } = new AbortController()
const now = tool({ name: 'now', execute: () => 0 })
const ran: unknown[] = []
const look = tool({
  name: 'look',
  inputSchema: { type: 'object', properties: { n: { type: 'number' } } },
  reads: [],
  execute: (input) => {
    ran.push(input)
    return content('seen', { type: 'image', data: 'iVBORw0KGgo=', mediaType: 'image/png' })
  },
}) as AnyTool
const calls = [1, 2].map((n) => ({ name: 'look', input: { n } }))

async function serve(
  context: TestContext,
  script: Script,
): Promise<{ server: ModelServer; client: OpenAI }> {
  const server = await createModelServer({ script })
  context.after(() => server.close())
  ran.length = 0
  const baseURL = server.openaiBaseURL
  return { server, client: new OpenAI({ apiKey: 'none', baseURL, maxRetries: 0 }) }
}

function agentOf(client: OpenAI, params: Partial<ResponsesParams> = {}) {
  const engine = createEngine({ tools: [look] })
  return createAgent({
    engine,
    model: openai.responses.model(client, { model: 'gpt-5', ...params }),
  })
}

const script: Script = [
  { thinking: 'Hm.', text: 'Looking.', calls },
  { thinking: 'So.', text: 'Done.' },
]

for (const params of [{}, { stream: false }, { store: false }, { store: false, stream: false }])
  test(`an agent on the SDK, with ${JSON.stringify(params)}: all items go back as they came`, async (context) => {
    const { server, client } = await serve(context, script)
    const run = agentOf(client, params).run('Go')
    const said: string[] = []
    for await (const event of run) if (event.type === 'text') said.push(event.text)
    const { outcome, text, messages, stats } = await run.result
    assert.deepEqual([outcome, text, stats.calls], ['answered', 'Done.', 2])
    assert.equal(said.join(''), 'Looking.Done.')
    assert.deepEqual(ran, [{ n: 1 }, { n: 2 }])
    const types = ['message', 'reasoning', 'message', 'function_call', 'function_call']
    const answers = ['function_call_output', 'function_call_output', 'reasoning', 'message']
    assert.deepEqual(
      messages.map(({ type }) => type),
      [...types, ...answers],
    )
    const sent = server.requests[1]?.body['input'] as Record<string, unknown>[]
    assert.deepEqual(sent, messages.slice(0, 7))
    assert.equal('encrypted_content' in (sent[1] ?? {}), 'store' in params)
    const image = {
      type: 'input_image',
      image_url: 'data:image/png;base64,iVBORw0KGgo=',
      detail: 'auto',
    }
    assert.deepEqual(
      sent.slice(5),
      ['call_1_1', 'call_1_2'].map((call_id) => ({
        type: 'function_call_output',
        call_id,
        output: [{ type: 'input_text', text: 'seen' }, image],
      })),
    )
    assert.deepEqual(
      server.requests.map(({ error }) => error),
      [undefined, undefined],
    )
  })

test('of a response that was cut off nothing runs, and the model is told; a broken stream is sent again', async (context) => {
  const { server, client } = await serve(context, [
    { calls: calls.slice(0, 1), stop: 'length' },
    { calls: calls.slice(1), break: { call: 0, how: 'error' } },
    { calls: calls.slice(1) },
    { text: 'Done.' },
  ])
  const { outcome } = await agentOf(client).run('Go').result
  assert.equal(outcome, 'answered')
  assert.deepEqual(ran, [{ n: 2 }])
  assert.equal(server.requests.length, 4)
  const input = server.requests[1]?.body['input'] as Record<string, unknown>[]
  assert.equal(input[1]?.['arguments'], '{}')
  assert.match(String(input[2]?.['output']), /cut off/)
})

test('a custom tool, with your own client: its call runs, and is answered in its own form', async () => {
  const sql = tool({
    name: 'sql',
    inputSchema: { type: 'string' },
    execute: (query) => `ran ${String(query)}`,
  }) as AnyTool
  const engine = createEngine({ tools: [sql] })
  assert.deepEqual(openai.responses.tools(engine), [{ type: 'custom', name: 'sql' }])
  const asked = {
    id: 'ctc_1',
    type: 'custom_tool_call',
    call_id: 'c',
    name: 'sql',
    input: 'select 1',
  }
  const answered = { type: 'custom_tool_call_output', call_id: 'c', output: 'ran select 1' }
  const { messages } = await openai.responses.answer(engine, response([asked]))
  assert.deepEqual(messages, [asked, answered])
  const { results } = await engine.execute(openai.responses.calls(response([asked])))
  assert.deepEqual(openai.responses.results(results, [asked]), [answered])
})

test('a model sends through a client, or through a function', async () => {
  const sent: unknown[] = []
  const responses = {
    create(body: unknown, options: unknown) {
      sent.push(this === responses, body, options)
      return 'response'
    },
  }
  const params = { model: 'gpt', stream: false }
  const request = { messages: [], tools: [now], parallel: 'forbid', signal } as const
  assert.equal(await openai.responses.model({ responses }, params).send(request), 'response')
  const tools = openai.responses.codec.tools([now])
  const body = { model: 'gpt', stream: false, input: [], tools, parallel_tool_calls: false }
  assert.deepEqual(sent, [true, body, { signal }])
  assert.deepEqual(await openai.responses.model((asked) => asked, params).send(request), body)
})

test('a client that cannot send, and a conversation that is kept elsewhere, are wrong uses', () => {
  assert.throws(() => openai.responses.model({} as never, { model: 'gpt' }), {
    name: 'UsageError',
    message: /an OpenAI client \(with `responses\.create`\)/,
  })
  assert.throws(() => openai.responses.model(() => 0, { model: 'gpt', conversation: 'conv_1' }), {
    name: 'UsageError',
    message: /Expected no `conversation`, got "conv_1"/,
  })
})

test('the calls of a response; those of one that was cut off are answered, not run', () => {
  const output = [functionCall('A', 'now', '{}')]
  const cut = response(output, { status: 'incomplete' })
  assert.deepEqual(openai.responses.calls(response(output)), [
    { id: 'call_A', name: 'now', input: {} },
  ])
  assert.equal(openai.responses.calls(cut)[0]?.invalid?.reason, 'truncated')
  assert.throws(
    () => openai.responses.calls({ choices: [] }),
    /Expected a message of OpenAI Responses, got a message of OpenAI Chat Completions/,
  )
})
