import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { ApiError, GoogleGenAI } from '@google/genai'
import type { Content as GenAIContent, Tool as GenAITool } from '@google/genai'
import { createAgent } from '../../../src/agent/agent.ts'
import type { RunError } from '../../../src/agent/run/run-error.ts'
import type { Agent, AgentOptions } from '../../../src/agent/contract.ts'
import { encouragement } from '../../../src/agent/encourage.ts'
import type { Model } from '../../../src/agent/model.ts'
import { content } from '../../../src/call/content/content.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { gemini } from '../../../src/gemini.ts'
import { createModelServer, type ModelServer, type Script } from '../../../src/testing/index.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { geminiCodec } from '../../../src/wire/gemini/codec.ts'
import { oneCallAtATime } from '../../../src/wire/shared/request/instructions.ts'
import { until } from '../../support/until.ts'
import { result } from '../support/result.ts'

const echo = (name: string): AnyTool =>
  tool({ name, reads: [], execute: (input) => ({ name, input }) }) as AnyTool
const tools = ['a', 'b', 'c'].map(echo)
const three = [
  { name: 'a', input: { text: 'Grüße, 世界 🌍', n: [1, { deep: null }] } },
  { name: 'b' },
  { name: 'a', input: { n: 2 } },
]

type Setup = Partial<Omit<AgentOptions<never>, 'engine' | 'model'>> & {
  readonly model?: string
  readonly stream?: boolean
  readonly vertexai?: boolean
  readonly config?: object
  readonly tools?: readonly AnyTool[]
}

/** An agent on the official SDK, against the scripted server over real HTTP. */
async function lab(context: TestContext, script: Script, setup: Setup = {}): Promise<Lab> {
  const server = await createModelServer({ script })
  context.after(() => server.close())
  const { model = 'gemini-3-pro', stream = true, vertexai = false, config = {}, ...rest } = setup
  const { tools: own = tools, ...options } = rest
  const client = new GoogleGenAI({
    apiKey: 'none',
    vertexai,
    httpOptions: { baseUrl: server.geminiBaseURL },
  })
  const engine = createEngine({ tools: own })
  const spoken = gemini.model(client, { model, stream, config })
  return { server, agent: createAgent({ ...options, engine, model: spoken as never }) }
}

interface Lab {
  readonly server: ModelServer
  readonly agent: Agent<unknown>
}

const inPieces = { toolConfig: { functionCallingConfig: { streamFunctionCallArguments: true } } }

for (const model of ['gemini-2.5-flash', 'gemini-3-pro'])
  for (const [name, setup] of [
    ['streamed', {}],
    ['whole', { stream: false }],
    ['on Vertex AI, streamed', { vertexai: true }],
    ['on Vertex AI, whole', { vertexai: true, stream: false }],
    ['on Vertex AI, arguments in pieces', { vertexai: true, config: inPieces }],
  ] as const)
    test(`${model}, ${name}: calls are fanned out and folded back`, async (context) => {
      const script = [
        { thinking: 'Hm.', text: 'Looking. ', calls: three },
        { calls: [{ name: 'c' }] },
        { text: 'Done.' },
      ]
      const { agent, server } = await lab(context, script, { ...setup, model })
      const { text, outcome, stats, turns, messages } = await agent.run('Go.').result
      assert.equal(outcome, 'answered')
      assert.equal(text, 'Done.')
      assert.deepEqual(
        turns[0]?.results.map(({ value }) => value),
        three.map(({ name: called, input = {} }) => ({ name: called, input })),
      )
      assert.equal(stats.calls, 4)
      assert.equal(messages.length, 6)
      assert.ok(stats.inputTokens > 0 && stats.outputTokens > 0)
      // The server rejects results that are missing or out of place, and signatures that were lost or moved.
      assert.deepEqual(
        server.requests.map(({ status, error }) => [status, error]),
        [
          [200, undefined],
          [200, undefined],
          [200, undefined],
        ],
      )
    })

test('a stream that breaks off, or ends in a malformed call, is asked for again', async (context) => {
  const calls = [{ name: 'a' }, { name: 'b' }]
  const script: Script = ({ turn, attempt }) => {
    if (turn === 1) return { text: 'Done.' }
    if (attempt === 0) return { calls, break: { call: 1 } }
    if (attempt === 1) return { calls: [{ name: 'a', inputText: '{"n": ' }] }
    return { calls }
  }
  const { agent, server } = await lab(context, script)
  const { text, turns } = await agent.run('Go.').result
  assert.equal(text, 'Done.')
  assert.equal(server.requests.length, 4)
  assert.equal(turns.length, 1)
})

test('a message that the token limit cut off runs nothing, and is answered', async (context) => {
  const script = [{ calls: three, stop: 'length' as const }, { text: 'Done.' }]
  const late = ['a', 'b'].map((name) => tool({ name, execute: () => name }) as AnyTool)
  const { agent, server } = await lab(context, script, { tools: late })
  const { turns, text } = await agent.run('Go.').result
  assert.equal(text, 'Done.')
  // The call that was cut never came.
  assert.deepEqual(
    turns[0]?.results.map(({ status, attempts }) => [status, attempts]),
    [
      ['skipped', 0],
      ['skipped', 0],
    ],
  )
  assert.equal(server.requests[1]?.error, undefined)
})

test('a refusal ends the run', async (context) => {
  const { agent } = await lab(context, [{ text: 'I', stop: 'refusal' }])
  assert.equal((await agent.run('Go.').result).outcome, 'refusal')
})

test('an error status ends the run with the SDK’s own error', async (context) => {
  const { agent } = await lab(context, [{ status: 400, message: 'No such luck.' }])
  await assert.rejects(agent.run('Go.').result, (error: RunError) => {
    assert.ok(error.cause instanceof ApiError)
    assert.equal(error.cause.status, 400)
    return /No such luck/.test(error.message)
  })
})

test('an abort ends a silent stream, and its request', async (context) => {
  const script = [{ text: 'Hello there.', break: { afterBytes: 300, how: 'hang' as const } }]
  const { agent, server } = await lab(context, script)
  const run = agent.run('Go.')
  await until(() => server.requests[0]?.responseStartedAtMs !== undefined)
  run.cancel()
  assert.equal((await run.result).outcome, 'cancelled')
  await server.close()
})

test('several calls are encouraged, or asked against, for there is no switch', async (context) => {
  for (const parallel of ['encourage', 'allow', 'forbid'] as const) {
    const config = { systemInstruction: 'You are.' }
    const { agent, server } = await lab(context, [{ text: 'Hi.' }], { parallel, config })
    await agent.run('Go.').result
    const told = JSON.stringify(server.requests[0]?.body['systemInstruction'])
    assert.equal(told.includes(encouragement(geminiCodec)), parallel === 'encourage')
    assert.equal(told.includes(oneCallAtATime), parallel === 'forbid')
    assert.ok(told.includes('You are.'))
  }
})

test('images in results are shown to Gemini 3, and named to older models', async (context) => {
  const look = tool({
    name: 'look',
    execute: () =>
      content('Seen:', { type: 'image', data: 'iVBORw0KGgo=', mediaType: 'image/png' }),
  }) as AnyTool
  for (const [model, shown] of [
    ['gemini-3-flash', true],
    ['gemini-2.5-flash', false],
  ] as const) {
    const script = [{ calls: [{ name: 'look' }] }, { text: 'Nice.' }]
    const { agent, server } = await lab(context, script, { model, tools: [look] })
    assert.equal((await agent.run('Go.').result).text, 'Nice.')
    const body = JSON.stringify(server.requests[1]?.body)
    assert.equal(body.includes('inlineData'), shown)
    assert.equal(body.includes('that cannot be shown here'), !shown)
  }
})

test('answer() takes the SDK’s response or stream', async (context) => {
  const { server } = await lab(context, [{ calls: three }, { text: 'Done.' }])
  const { models } = new GoogleGenAI({ apiKey: 'none', httpOptions: { baseUrl: server.url } })
  const engine = createEngine({ tools })
  const contents: GenAIContent[] = [geminiCodec.user('Go.')]
  const model = 'gemini-3-pro'
  const request = { model, contents, config: { tools: gemini.tools(engine) } }
  const streamed = await gemini.answer(engine, models.generateContentStream(request), { model })
  const whole = await gemini.answer(engine, models.generateContent(request))
  assert.equal(streamed.calls.length, 3)
  assert.deepEqual(
    whole.report.results.map(({ value }) => value),
    streamed.report.results.map(({ value }) => value),
  )
  contents.push(...streamed.messages)
  const last = await gemini.answer(engine, models.generateContent({ ...request, contents }))
  assert.equal(last.text, 'Done.')
})

// What these tests check is that they compile.

test('contents and tools are those of the SDK', () => {
  const contents: GenAIContent[] = [geminiCodec.user('Hi')]
  contents.push(...geminiCodec.read({}).messages, ...geminiCodec.results([result('a', 'ok', 'x')]))
  const written: GenAITool[] = geminiCodec.tools([])
  assert.deepEqual([contents.length, written], [2, []])
})

test('a model speaks its client’s own type of content', () => {
  const ofSdk = (client: GoogleGenAI): Model<GenAIContent> =>
    gemini.model(client, { model: 'x', config: { temperature: 0.5 } })
  assert.equal(typeof ofSdk, 'function')
})
