import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAgent } from '../src/agent/agent.ts'
import { FanfoldError, UsageError } from '../src/call/errors/error.ts'
import { tool } from '../src/call/tool.ts'
import { gemini, type GeminiSend } from '../src/gemini.ts'
import { createModelServer } from '../src/testing/index.ts'
import { createEngine } from '../src/turn/engine.ts'

const now = tool({ name: 'now', execute: () => 0 })
const { signal } = new AbortController()
const request = { messages: [], tools: [now], parallel: 'allow', signal } as const
const params = { model: 'gemini-x', config: { temperature: 0 } }

test('a model sends through the SDK’s client, streamed or whole', async () => {
  const sent: unknown[] = []
  const models = {
    generateContent(asked: unknown) {
      sent.push(this === models, 'whole', asked)
    },
    generateContentStream(asked: unknown) {
      sent.push(this === models, 'stream', asked)
      return 'response'
    },
  }
  const tools = gemini.codec.tools([now])
  const config = { temperature: 0, tools, abortSignal: signal }
  const body = { model: 'gemini-x', contents: [], config }
  const model = gemini.model({ models }, params)
  assert.equal(model.name, 'gemini-x')
  assert.equal(await model.send(request), 'response')
  await gemini.model({ models }, { ...params, stream: false }).send(request)
  assert.deepEqual(sent, [true, 'stream', body, true, 'whole', body])
})

test('a signal in the config holds beside the run’s own', async () => {
  const own = new AbortController()
  let used: AbortSignal | undefined
  const models = {
    generateContent: () => {},
    generateContentStream: (asked: { config: { abortSignal: AbortSignal } }) => {
      used = asked.config.abortSignal
    },
  }
  const config = { abortSignal: own.signal }
  await gemini.model({ models }, { model: 'x', config }).send(request)
  assert.equal(used?.aborted, false)
  own.abort()
  assert.equal(used?.aborted, true)
})

test('a function gets the body of an HTTP request, and what belongs in its URL', async () => {
  const sent: unknown[] = []
  const send: GeminiSend = (body, options) => sent.push(body, options)
  await gemini.model(send, params).send(request)
  const tools = gemini.codec.tools([now])
  assert.deepEqual(sent, [
    { contents: [], tools, generationConfig: { temperature: 0 } },
    { model: 'gemini-x', stream: true, signal },
  ])
})

for (const [name, path] of [
  ['an event stream', '/v1beta/models/MODEL:streamGenerateContent?alt=sse'],
  ['a JSON array', '/v1beta/models/MODEL:streamGenerateContent'],
  ['a whole response', '/v1beta/models/MODEL:generateContent'],
  [
    'Vertex AI’s project path',
    '/v1/projects/p/locations/l/publishers/google/models/MODEL:streamGenerateContent?alt=sse',
  ],
] as const)
  test(`an agent on plain fetch: ${name}`, async (context) => {
    const script = [{ calls: [{ name: 'now' }, { name: 'now' }] }, { text: 'Now.' }]
    const server = await createModelServer({ script })
    context.after(() => server.close())
    const send: GeminiSend = (body, { model, signal: until }) =>
      fetch(server.url + path.replace('MODEL', model), {
        method: 'POST',
        body: JSON.stringify(body),
        signal: until,
      })
    const model = gemini.model(send, { model: 'gemini-3-pro' })
    const agent = createAgent({ engine: createEngine({ tools: [now] }), model })
    const { text, stats } = await agent.run('When?').result
    assert.equal(text, 'Now.')
    assert.equal(stats.calls, 2)
    assert.ok(server.requests.every(({ error }) => error === undefined))
  })

test('an error status of a plain fetch says what the provider said, also in a list', async (context) => {
  const server = await createModelServer({ script: [{ status: 429, message: 'Slow down.' }] })
  context.after(() => server.close())
  const body = JSON.stringify({ contents: [{ parts: [{ text: 'Hi' }] }] })
  for (const method of ['generateContent', 'streamGenerateContent']) {
    const path = `${server.url}/v1beta/models/x:${method}`
    const asked = gemini.answer(createEngine({ tools: [] }), fetch(path, { method: 'POST', body }))
    await assert.rejects(asked, { status: 429, message: /status 429: Slow down\./ })
  }
})

test('a client that cannot send, or a model without a name, is a wrong use', () => {
  for (const client of [{}, null, 'key', { models: {} }])
    assert.throws(() => gemini.model(client as never, params), {
      name: 'UsageError',
      message:
        /Expected `client` to be a Google GenAI client \(with `models\.generateContentStream`\)/,
    })
  assert.throws(() => gemini.model(() => '', { model: '' }), UsageError)
})

test('the calls of a response, and none of what is no response', () => {
  const response = (finishReason: string): object => ({
    candidates: [{ content: { parts: [{ functionCall: { name: 'now' } }] }, finishReason }],
    responseId: 'r',
  })
  assert.deepEqual(gemini.calls(response('STOP')), [{ id: 'noid_r_1', name: 'now', input: {} }])
  assert.equal(gemini.calls(response('MAX_TOKENS'))[0]?.invalid?.reason, 'truncated')
  assert.throws(
    () => gemini.calls({ choices: [] }),
    (error) => FanfoldError.is(error) && error.code === 'unreadable_response',
  )
})

test('results for a model that is named: images are shown to one that takes them', async () => {
  const image = { type: 'image', data: 'iVBORw0KGgo=', mediaType: 'image/png' } as const
  const timing = { receivedMs: 0, settledMs: 1, runMs: 1, waits: [] }
  const results = [
    { id: 'x', name: 'f', status: 'ok', content: [image], attempts: 1, timing } as const,
  ]
  const shown = (model?: string): boolean =>
    gemini.results(results, model === undefined ? {} : { model })[0]?.parts[0]?.functionResponse
      ?.parts !== undefined
  assert.deepEqual([shown(), shown('gemini-2.5-pro'), shown('gemini-3-pro')], [false, false, true])
})
