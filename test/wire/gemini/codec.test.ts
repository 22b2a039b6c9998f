import assert from 'node:assert/strict'
import { test } from 'node:test'
import { geminiCodec } from '../../../src/wire/gemini/codec.ts'
import { brief, decode, readAny } from '../support/decode.ts'
import { callPart, chunk, ended, geminiStream } from '../support/gemini-chunks.ts'

const calls = [
  ['id1', 'f', { n: 1 }],
  ['id2', 'g', { n: 2 }],
]
const parts = [
  { text: 'I think. ', thought: true },
  { text: 'Looking.' },
  callPart('f', { n: 1 }, 'id1', { thoughtSignature: 'c2ln' }),
  callPart('g', { n: 2 }, 'id2'),
]

test('reads a whole response', () => {
  const reading = geminiCodec.read(ended('STOP', parts))
  assert.deepEqual(brief(reading.calls), calls)
  assert.deepEqual(reading.stop, {
    kind: 'calls',
    raw: 'STOP',
    message: 'The model stopped to call tools.',
  })
  assert.equal(reading.text, 'Looking.')
  assert.deepEqual(reading.messages, [{ role: 'model', parts }])
})

test('reads a streamed response: words as they come, calls as they become certain', () => {
  const events = [
    chunk([{ text: 'I th', thought: true }]),
    chunk([{ text: 'ink. ', thought: true }]),
    chunk([{ text: 'Look' }]),
    chunk([{ text: 'ing.' }]),
    chunk([parts[2] as object]),
    chunk([parts[3] as object]),
    ended(),
  ]
  const { reading, told, early, text, reasoning } = decode(geminiCodec, events)
  assert.deepEqual(brief(told), calls)
  assert.deepEqual(early, told)
  assert.equal(text, 'Looking.')
  assert.equal(reasoning, 'I think. ')
  assert.equal(reading.text, 'Looking.')
  assert.equal(reading.stop.kind, 'calls')
  assert.deepEqual(reading.messages, [{ role: 'model', parts }])
})

test('reads an answer', () => {
  const events = [chunk([{ text: 'It ' }]), chunk([{ text: 'rains.' }]), ended()]
  const { reading } = decode(geminiCodec, events)
  assert.equal(reading.stop.kind, 'answer')
  assert.deepEqual(reading.messages, [{ role: 'model', parts: [{ text: 'It rains.' }] }])
  assert.deepEqual(reading.calls, [])
})

test('counts the prompt, which includes what was cached, and the thoughts with the answer', () => {
  const { usage } = geminiCodec.read(ended('STOP', [{ text: 'x' }]))
  assert.deepEqual(usage, { inputTokens: 94, outputTokens: 48 })
  const counted = (usageMetadata: object): object => chunk([{ text: 'x' }], {}, { usageMetadata })
  const { reading } = decode(geminiCodec, [
    counted({ promptTokenCount: 10, toolUsePromptTokenCount: 5, candidatesTokenCount: 1 }),
    counted({ promptTokenCount: 10, candidatesTokenCount: 7, thoughtsTokenCount: 2 }),
    counted({ promptTokenCount: 0, trafficType: 'ON_DEMAND' }),
  ])
  assert.deepEqual(reading.usage, { inputTokens: 15, outputTokens: 9 })
})

test('reads what is streamed without alt=sse: a JSON array of chunks', async () => {
  const chunks = [chunk(parts.slice(0, 2)), chunk(parts.slice(2)), ended()]
  const text = JSON.stringify(chunks, undefined, 2).replaceAll('},\n  {', '}\n,\r\n{')
  const json = new Response(text, { headers: { 'content-type': 'application/json' } })
  for (const source of [text, json]) {
    const reading = await readAny(geminiCodec, source)
    assert.deepEqual(brief(reading.calls), calls)
    assert.equal(reading.stop.kind, 'calls')
  }
  const cut = await readAny(geminiCodec, JSON.stringify(chunks.slice(0, 2)))
  assert.equal(cut.stop.kind, 'broken')
  const failed = [...chunks.slice(0, 1), { error: { code: 503, message: 'Overloaded.' } }]
  assert.match((await readAny(geminiCodec, JSON.stringify(failed))).stop.message, /Overloaded/)
})

test('reads event streams with or without a blank line between their events', async () => {
  const events = [chunk(parts), ended()]
  const compact = events.map((event) => `data: ${JSON.stringify(event)}\n`).join('')
  for (const text of [geminiStream(events), compact, `${compact}data: [DONE]\n\n`]) {
    const reading = await readAny(geminiCodec, text)
    assert.deepEqual(brief(reading.calls), calls)
  }
})

test('of several candidates the first is read, wherever it stands', () => {
  const other = { index: 1, content: { role: 'model', parts: [callPart('other', {})] } }
  const first = { content: { role: 'model', parts: [callPart('f', {})] }, finishReason: 'STOP' }
  const response = { candidates: [other, { ...first, index: 0 }] }
  assert.deepEqual(brief(geminiCodec.read({ ...response, responseId: 'r' }).calls), [
    ['noid_r_1', 'f', {}],
  ])
  const { reading } = decode(geminiCodec, [
    { candidates: [other], responseId: 'r' },
    { candidates: [first, other], responseId: 'r' },
  ])
  assert.deepEqual(brief(reading.calls), [['noid_r_1', 'f', {}]])
})

for (const [name, response, why] of [
  ['no object', 'hello', /expected a Gemini response, got no object/],
  ['nothing of it', {}, /an object without candidates/],
  ['no candidates', { candidates: [], usageMetadata: {} }, /an object without candidates/],
  ['an error', { error: { code: 429, message: 'Quota exceeded.' } }, /Quota exceeded/],
  ['an empty list', [], /no chunk came of a Gemini response/],
  ['an empty candidate', { candidates: [{}] }, /the message is empty/],
] as const)
  test(`what has ${name} is broken, and says why`, () => {
    const { stop, messages, calls: none } = geminiCodec.read(response)
    assert.equal(stop.kind, 'broken')
    assert.match(stop.message, why)
    assert.deepEqual([messages, none], [[], []])
  })
