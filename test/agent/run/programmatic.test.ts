import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { createAgent } from '../../../src/agent/agent.ts'
import { anthropic } from '../../../src/anthropic.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { openai } from '../../../src/openai.ts'
import { createModelServer, type ModelServer, type Script } from '../../../src/testing/index.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import type { Fields } from '../../../src/wire/shared/shape.ts'

const shirts = (execute: (input: { size: string }) => unknown): AnyTool =>
  tool({
    name: 'get_stock',
    inputSchema: { type: 'object', properties: { size: { type: 'string' } } },
    reads: [],
    execute: (input) => execute(input as { size: string }),
  }) as AnyTool
const stock = shirts(({ size }) => ({ size, count: 3 }))
const calls = (...sizes: string[]) => sizes.map((size) => ({ name: 'get_stock', input: { size } }))

/** Code that asks for three sizes in two messages, and then the answer. */
const script: Script = [
  { text: 'I count.', code: 'await count()', calls: calls('S', 'M') },
  { calls: calls('L') },
  { text: 'Nine.' },
]

const toolFields = { get_stock: { allowed_callers: ['code_execution_20260120'] } }
const params = {
  model: 'claude',
  max_tokens: 1_000,
  tools: [{ type: 'code_execution_20260120', name: 'code_execution' }],
  toolFields,
}

async function serve(context: TestContext, of: Script = script): Promise<ModelServer> {
  const server = await createModelServer({ script: of })
  context.after(() => server.close())
  return server
}

function claude(server: ModelServer): Anthropic {
  return new Anthropic({ apiKey: 'none', baseURL: server.anthropicBaseURL, maxRetries: 0 })
}

function containers(server: ModelServer): unknown[] {
  return server.requests.map(({ body }) => body['container'])
}

for (const stream of [true, false])
  test(`Anthropic's code makes calls, in its container, to its end (stream: ${stream})`, async (context) => {
    const server = await serve(context)
    const model = anthropic.model(claude(server), { ...params, stream })
    const agent = createAgent({ engine: createEngine({ tools: [stock] }), model })
    const { outcome, text, stats, messages } = await agent.run('How many shirts?').result
    assert.deepEqual([outcome, text, stats.calls], ['answered', 'Nine.', 3])
    const [first, ...others] = containers(server)
    assert.equal(first, undefined)
    assert.deepEqual(others, ['container_msg_1', 'container_msg_1'])
    const sent = server.requests.at(-1)?.body as { messages: unknown; tools: Fields[] }
    assert.deepEqual(sent.messages, messages.slice(0, -1))
    assert.deepEqual(sent.tools[1]?.allowed_callers, ['code_execution_20260120'])
  })

test('without its container, code that waits is refused; so is a tool that it may not call', async (context) => {
  const server = await serve(context)
  const model = anthropic.model(claude(server), params)
  const forgetful = {
    ...model,
    send: (request: Parameters<typeof model.send>[0]) =>
      model.send({ ...request, carried: undefined }),
  }
  const engine = createEngine({ tools: [stock] })
  await assert.rejects(
    createAgent({ engine, model: forgetful }).run('Go').result,
    /container_id is required/,
  )
  const { toolFields: _fields, ...bare } = params
  const unable = createAgent({ engine, model: anthropic.model(claude(server), bare) })
  await assert.rejects(unable.run('Go').result, /not among its `allowed_callers`/)
})

test('the live container takes the place of the one that was given, whose skills stay', async (context) => {
  const server = await serve(context)
  const container = { id: null, skills: [{ type: 'anthropic', skill_id: 'xlsx' }] }
  const model = anthropic.model(claude(server), { ...params, container })
  const agent = createAgent({ engine: createEngine({ tools: [stock] }), model })
  assert.equal((await agent.run('Go').result).text, 'Nine.')
  const live = { ...container, id: 'container_msg_1' }
  assert.deepEqual(containers(server), [container, live, live])
})

test('what the user says while code waits comes when it has ended', async (context) => {
  const server = await serve(context)
  const model = anthropic.model(claude(server), params)
  const speaking = shirts(() => {
    void run.say('And hats?')
    return 3
  })
  const agent = createAgent({ engine: createEngine({ tools: [speaking] }), model })
  const run = agent.run('How many shirts?')
  await assert.rejects(run.result, /script/i)
  const bodies = server.requests.map(({ body }) => JSON.stringify(body['messages']))
  assert.deepEqual(
    bodies.map((body) => body.includes('And hats?')),
    [false, false, false, true],
  )
})

test('what the user says while code waits is not lost where the run goes on in another process', async (context) => {
  const server = await serve(context, [
    { code: 'await count()', calls: calls('S') },
    { calls: calls('M') },
    { calls: calls('L') },
    { calls: calls('XL') },
    { text: 'Twelve.' },
    { text: 'And four hats.' },
  ])
  const journal = memoryJournal()
  const run = (tools: readonly AnyTool[]) =>
    createAgent({
      engine: createEngine({ tools, journal }),
      model: anthropic.model(claude(server), params),
    }).run('How many shirts?', { id: 'run-1' })
  const first = run([stock])
  for await (const event of first) {
    if (event.type !== 'message') continue
    if (event.turn === 1) await first.say('And hats?')
    if (event.turn === 4) {
      void first.say('And socks?')
      first.suspend({ withinMs: 0 })
    }
  }
  assert.equal((await first.result).outcome, 'suspended')
  const { text, messages } = await run([stock]).result
  assert.equal(text, 'And four hats.')
  const said = JSON.stringify(messages)
  assert.deepEqual([said.split('And hats?').length, said.split('And socks?').length], [2, 2])
  assert.ok(said.indexOf('Twelve.') < said.indexOf('And hats?'))
  assert.ok(said.indexOf('And hats?') < said.indexOf('And socks?'))
})

test('a run whose code waits goes on in another process', async (context) => {
  const server = await serve(context)
  const journal = memoryJournal()
  const run = (tools: readonly AnyTool[]) =>
    createAgent({
      engine: createEngine({ tools, journal }),
      model: anthropic.model(claude(server), params),
    }).run('How many shirts?', { id: 'run-1' })
  const first = run([shirts(() => new Promise(() => {}))])
  for await (const event of first) if (event.type === 'message') first.suspend({ withinMs: 0 })
  assert.equal((await first.result).outcome, 'suspended')
  assert.equal((await run([stock]).result).text, 'Nine.')
  assert.deepEqual(containers(server).slice(1), ['container_msg_1', 'container_msg_1'])
})

test('with your own client, what the reply carries is spread into the next request', async (context) => {
  const server = await serve(context)
  const engine = createEngine({ tools: [stock] })
  const client = claude(server)
  const messages: Anthropic.MessageParam[] = [{ role: 'user', content: 'How many shirts?' }]
  const tools = [
    ...params.tools,
    ...anthropic.tools(engine).map((one) => ({ ...one, ...toolFields.get_stock })),
  ] as Anthropic.ToolUnion[]
  let carried: Fields | undefined
  for (;;) {
    const body = { model: 'claude', max_tokens: 99, messages, tools, ...carried }
    const reply = await anthropic.answer(engine, client.messages.stream(body))
    messages.push(...(reply.messages as Anthropic.MessageParam[]))
    carried = reply.carried ?? carried
    if (reply.stop.kind !== 'calls') break
  }
  assert.deepEqual(containers(server).slice(1), ['container_msg_1', 'container_msg_1'])
})

for (const extra of [{}, { stream: false }, { store: false }])
  test(`OpenAI's programs make calls, to their end (${JSON.stringify(extra)})`, async (context) => {
    const server = await serve(context)
    const client = new OpenAI({ apiKey: 'none', baseURL: server.openaiBaseURL, maxRetries: 0 })
    const model = openai.responses.model(client, {
      model: 'gpt-5',
      tools: [{ type: 'programmatic_tool_calling' }],
      toolFields: { get_stock: { allowed_callers: ['programmatic'] } },
      ...extra,
    })
    const agent = createAgent({ engine: createEngine({ tools: [stock] }), model })
    const { outcome, text, stats, messages } = await agent.run('How many shirts?').result
    assert.deepEqual([outcome, text, stats.calls], ['answered', 'Nine.', 3])
    const again = agent.run([...messages, { type: 'message', role: 'user', content: 'Sure?' }])
    await assert.rejects(again.result, /script/i)
    const { input } = (server.requests.at(-1)?.body ?? {}) as { input: Fields[] }
    const types = input.map(({ type }) => type)
    assert.deepEqual(types.slice(-3), ['program_output', 'message', 'message'])
  })
