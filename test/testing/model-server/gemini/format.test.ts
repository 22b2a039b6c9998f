import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { GoogleGenAI, type GenerateContentResponse } from '@google/genai'
import type { ModelServer } from '../../../../src/testing/index.ts'
import { withServer } from '../harness.ts'

const input = { customerId: 1234, note: 'naïve 😀'.repeat(40), tags: ['a', { b: null }] }
const calls = [
  { name: 'get_customer', input },
  { name: 'get_orders', id: 'my-id' },
]
const ask = { model: 'gemini-2.5-flash', contents: 'Hello?' }

function clientOf(server: ModelServer, vertexai = false): GoogleGenAI {
  return new GoogleGenAI({
    apiKey: 'none',
    vertexai,
    httpOptions: { baseUrl: server.geminiBaseURL },
  })
}

async function chunksOf(server: ModelServer, asked: object = ask, vertexai = false) {
  const { models } = clientOf(server, vertexai)
  const chunks: GenerateContentResponse[] = []
  for await (const chunk of await models.generateContentStream(asked as typeof ask))
    chunks.push(chunk)
  return chunks
}

const partsOf = (chunks: readonly GenerateContentResponse[]) =>
  chunks.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? [])

describe('the model server, to the Google GenAI client', () => {
  it('says the scripted turn, whole: calls without ids, the first one signed', async () => {
    const script = [{ thinking: 'Let me see.', text: 'Looking it up.', calls }]
    await withServer({ script }, async ({ server }) => {
      const response = await clientOf(server).models.generateContent(ask)
      const [candidate] = response.candidates ?? []
      assert.equal(candidate?.finishReason, 'STOP')
      const [thought, text, first, second] = candidate.content?.parts ?? []
      assert.deepEqual(thought, { text: 'Let me see.', thought: true })
      assert.deepEqual(text, { text: 'Looking it up.' })
      assert.deepEqual(first?.functionCall, { args: input, name: 'get_customer' })
      assert.ok(first.thoughtSignature)
      assert.deepEqual(second, { functionCall: { args: {}, name: 'get_orders', id: 'my-id' } })
      assert.equal(response.modelVersion, 'gemini-2.5-flash')
      assert.equal(response.responseId, 'response1')
    })
  })

  it('says it streamed: text in pieces, each call whole, the end in a chunk of its own', async () => {
    const text = 'Looking it up. '.repeat(20)
    await withServer({ script: [{ text, calls }] }, async ({ server }) => {
      const chunks = await chunksOf(server)
      assert.ok(chunks.length > 4)
      const said = partsOf(chunks).map((part) => part.text ?? '')
      assert.equal(said.join(''), text)
      assert.deepEqual(
        partsOf(chunks).flatMap(({ functionCall }) => functionCall ?? []),
        [
          { args: input, name: 'get_customer' },
          { args: {}, name: 'get_orders', id: 'my-id' },
        ],
      )
      const reasons = chunks.map(({ candidates }) => candidates?.[0]?.finishReason)
      assert.deepEqual([...new Set(reasons)], [undefined, 'STOP'])
      assert.equal(reasons.at(-1), 'STOP')
    })
  })

  it('gives the calls of Gemini 3 ids, and signs its messages, also the words', async () => {
    const model = 'gemini-3-pro'
    const script = [{ calls: [{ name: 'a' }, { name: 'b' }] }]
    await withServer({ script }, async ({ server }) => {
      const parts = partsOf(await chunksOf(server, { ...ask, model }))
      const ids = parts.flatMap(({ functionCall }) => functionCall?.id ?? [])
      assert.equal(new Set(ids).size, 2)
      assert.deepEqual(
        parts.map(({ thoughtSignature }) => thoughtSignature !== undefined),
        [true, false, false],
      )
    })
    await withServer({ script: [{ text: 'Hi.' }] }, async ({ server }) => {
      const streamed = partsOf(await chunksOf(server, { ...ask, model })).at(-1)
      assert.equal(streamed?.text, '')
      assert.ok(streamed.thoughtSignature)
      const whole = await clientOf(server).models.generateContent({ ...ask, model })
      assert.ok(partsOf([whole])[0]?.thoughtSignature)
    })
  })

  it('sends arguments in pieces to who asks for them', async () => {
    const config = {
      toolConfig: { functionCallingConfig: { streamFunctionCallArguments: true } },
    }
    await withServer({ script: [{ calls }] }, async ({ server }) => {
      const parts = partsOf(await chunksOf(server, { ...ask, config }, true))
      const said = parts.flatMap(({ functionCall }) => functionCall ?? [])
      assert.deepEqual(said[0], { willContinue: true, name: 'get_customer' })
      const pieces = said.flatMap(({ partialArgs }) => partialArgs ?? [])
      assert.deepEqual(pieces[0], { jsonPath: '$.customerId', numberValue: 1234 })
      assert.deepEqual(pieces.slice(-1), [{ jsonPath: '$.tags[1].b', nullValue: null }])
      const note = pieces.filter(({ jsonPath }) => jsonPath === '$.note')
      assert.equal(note.map(({ stringValue }) => stringValue).join(''), input.note)
      assert.deepEqual(
        note.map(({ willContinue }) => willContinue),
        [true, true, undefined],
      )
      assert.equal(said.filter((call) => Object.keys(call).length === 0).length, 2)
    })
  })

  it('streams a JSON array to who does not ask for an event stream, errors too', async () => {
    const script = [{ text: 'Hi.' }, { status: 503, message: 'Busy.' }]
    await withServer({ script }, async ({ server, post }) => {
      const path = '/v1beta/models/gemini-x:streamGenerateContent'
      const user = { role: 'user', parts: [{ text: 'Hi' }] }
      const { body } = await post(path, { contents: [user] })
      assert.equal((body as GenerateContentResponse[]).length, 2)
      const model = { role: 'model', parts: [{ text: 'Hi.' }] }
      assert.deepEqual(await post(path, { contents: [user, model, user] }), {
        status: 503,
        body: [{ error: { code: 503, message: 'Busy.', status: 'UNAVAILABLE' } }],
      })
      assert.equal(server.requests[0]?.format, 'gemini')
    })
  })

  for (const [stop, reason] of [
    ['length', 'MAX_TOKENS'],
    ['refusal', 'SAFETY'],
    ['paused', 'STOP'],
    ['answer', 'STOP'],
  ] as const)
    it(`ends with ${reason} where the script says ${stop}`, async () => {
      await withServer({ script: [{ text: 'Hm.', stop }] }, async ({ server }) => {
        const whole = await clientOf(server).models.generateContent(ask)
        const streamed = await chunksOf(server)
        for (const last of [whole, streamed.at(-1)])
          assert.equal(last?.candidates?.[0]?.finishReason, reason)
      })
    })

  it('never sends a call that was cut off, and says so of one that is no JSON', async () => {
    const cut = { calls, stop: 'length' as const }
    await withServer({ script: [{ ...cut, calls: calls.toReversed() }] }, async ({ server }) => {
      const parts = partsOf(await chunksOf(server))
      const names = parts.flatMap(({ functionCall }) => functionCall?.name ?? [])
      assert.deepEqual(names, ['get_orders'])
    })
    const malformed = [{ name: 'a', inputText: '{"city": "Par' }]
    await withServer({ script: [{ calls: malformed }] }, async ({ post }) => {
      const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }]
      const { body } = await post('/v1beta/models/x:generateContent', { contents })
      assert.deepEqual((body as GenerateContentResponse).candidates, [
        {
          content: { parts: [], role: 'model' },
          finishReason: 'MALFORMED_FUNCTION_CALL',
          finishMessage: 'Malformed function call: a({"city": "Par)',
          index: 0,
        },
      ])
    })
  })

  it('counts tokens, thoughts apart', async () => {
    const usage = { inputTokens: 7, outputTokens: 9 }
    const script = [{ thinking: 'Hmmm.', text: 'Hi', usage }]
    await withServer({ script }, async ({ server }) => {
      const { usageMetadata } = await clientOf(server).models.generateContent(ask)
      assert.deepEqual(usageMetadata, {
        promptTokenCount: 7,
        candidatesTokenCount: 7,
        thoughtsTokenCount: 2,
        totalTokenCount: 16,
      })
    })
  })

  it('tells a script what was asked', async () => {
    const asked: unknown[] = []
    const script = ({ body: _body, ...request }: object & { body: unknown }) => {
      asked.push(request)
      return { text: 'Hi.' }
    }
    await withServer({ script }, async ({ server }) => {
      const tools = [{ functionDeclarations: [{ name: 'f' }, { name: 'g' }] }]
      const contents = [
        { role: 'user', parts: [{ text: 'Hello?' }] },
        {
          role: 'model',
          parts: [{ functionCall: { name: 'f', id: 'x' } }, { functionCall: { name: 'g' } }],
        },
        {
          role: 'user',
          parts: [
            { functionResponse: { name: 'f', id: 'x', response: { result: 'one' } } },
            { functionResponse: { name: 'g', response: { n: 2 } } },
          ],
        },
      ]
      await clientOf(server).models.generateContent({ ...ask, contents, config: { tools } })
    })
    assert.deepEqual(asked, [
      {
        format: 'gemini',
        model: 'gemini-2.5-flash',
        stream: false,
        turn: 1,
        attempt: 0,
        firstUserText: 'Hello?',
        results: [
          { id: 'x', text: 'one' },
          { id: '', text: '{"n":2}' },
        ],
        toolNames: ['f', 'g'],
        parallel: true,
      },
    ])
  })
})
