import assert from 'node:assert/strict'
import { test } from 'node:test'
import { geminiCodec } from '../../../src/wire/gemini/codec.ts'
import { decode } from '../support/decode.ts'
import { callPart, chunk, ended } from '../support/gemini-chunks.ts'

const read = (...parts: object[]) =>
  decode(geminiCodec, [...parts.map((part) => chunk([part])), ended()]).reading
const partsOf = (...parts: object[]) => read(...parts).messages[0]?.parts

const signature = 'EukBCuYBAb4+9vt/vxxSqnu1O2Vm=='

test('a signature goes back in its own part, to the byte', () => {
  const parts = [
    callPart('f', { n: 1 }, 'a', { thoughtSignature: signature }),
    callPart('f', { n: 2 }, 'b'),
  ]
  assert.deepEqual(partsOf(...parts), parts)
  const later = [
    callPart('f', { n: 1 }),
    callPart('f', { n: 2 }, undefined, { thoughtSignature: signature }),
  ]
  assert.deepEqual(partsOf(...later), later)
})

test('text with a signature is a part of its own, also if it is empty', () => {
  assert.deepEqual(
    partsOf(
      { text: 'Hel' },
      { text: 'lo' },
      { text: '', thoughtSignature: signature },
      { text: 'And ' },
      { text: 'so', thoughtSignature: signature },
      { text: ' on.' },
    ),
    [
      { text: 'Hello' },
      { text: '', thoughtSignature: signature },
      { text: 'And ' },
      { text: 'so', thoughtSignature: signature },
      { text: ' on.' },
    ],
  )
})

test('thoughts are joined to thoughts, and are not the text', () => {
  const thought = (text: string): object => ({ text, thought: true })
  const reading = read(thought('a'), thought('b'), { text: 'c' }, { text: 'd' }, thought('e'))
  assert.deepEqual(reading.messages[0]?.parts, [thought('ab'), { text: 'cd' }, thought('e')])
  assert.equal(reading.text, 'cd')
})

test('empty text without a signature stays away, for Gemini refuses it', () => {
  assert.deepEqual(partsOf({ text: '' }, callPart('f', {}), { text: '', thought: true }), [
    callPart('f', {}),
  ])
  const whole = geminiCodec.read(ended('STOP', [callPart('f', {}), { text: '' }]))
  assert.deepEqual(whole.messages[0]?.parts, [callPart('f', {})])
})

test('a whole content goes back as the very object that came', () => {
  const response = ended('STOP', [
    { text: 'a' },
    { text: 'b' },
    callPart('f', { n: 1 }, undefined, { thoughtSignature: signature, partMetadata: { x: 1 } }),
    callPart('g'),
  ]) as { candidates: [{ content: object }] }
  const { content } = response.candidates[0]
  const [message] = geminiCodec.read(response).messages
  assert.equal(message, content)
})

test('a content without a role, or with another, goes back as the model’s', () => {
  for (const role of [undefined, '', 'assistant']) {
    const content = { parts: [{ text: 'a' }], ...(role !== undefined && { role }) }
    const [message] = geminiCodec.read({ candidates: [{ content }] }).messages
    assert.deepEqual(message, { role: 'model', parts: [{ text: 'a' }] })
  }
})

test('what the provider runs itself passes through and is never a call', () => {
  const parts = [
    { executableCode: { language: 'PYTHON', code: 'print(1)' }, thoughtSignature: signature },
    { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1\n' } },
    { toolCall: { toolType: 'GOOGLE_SEARCH_WEB', id: 't', args: { queries: ['rain'] } } },
    { toolResponse: { toolType: 'GOOGLE_SEARCH_WEB', id: 't', response: {} } },
    { text: 'It rains.' },
    { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } },
    { somethingNew: { deep: [1] } },
  ]
  const grounding = {
    groundingMetadata: { webSearchQueries: ['rain'], groundingChunks: [] },
    citationMetadata: { citations: [] },
    urlContextMetadata: {},
  }
  const streamed = decode(geminiCodec, [...parts.map((part) => chunk([part], grounding)), ended()])
  for (const reading of [
    streamed.reading,
    geminiCodec.read(chunk(parts, { ...grounding, finishReason: 'STOP' })),
  ]) {
    assert.equal(reading.stop.kind, 'answer')
    assert.deepEqual(reading.calls, [])
    assert.deepEqual(reading.messages, [{ role: 'model', parts }])
    assert.equal(reading.text, 'It rains.')
  }
  assert.deepEqual(streamed.told, [])
})

test('fields of a call that are not known are kept, also those of its later pieces', () => {
  const parts = partsOf(
    { functionCall: { name: 'f', caller: 'x', willContinue: true }, partMetadata: { a: 1 } },
    { functionCall: {}, thoughtSignature: signature },
  )
  assert.deepEqual(parts, [
    {
      functionCall: { name: 'f', caller: 'x' },
      partMetadata: { a: 1 },
      thoughtSignature: signature,
    },
  ])
})

test('events are never changed', () => {
  const events = [
    chunk([{ text: 'a' }]),
    chunk([{ text: 'b' }]),
    chunk([{ functionCall: { name: 'f', willContinue: true } }]),
    chunk([{ functionCall: { partialArgs: [{ jsonPath: '$.a[0]', stringValue: 'x' }] } }]),
    chunk([callPart('f', '{"n":1}', 'a'), callPart('g', [], 'a')]),
    ended(),
  ]
  const before = structuredClone(events)
  decode(geminiCodec, events)
  for (const event of events) geminiCodec.read(event)
  assert.deepEqual(events, before)
})
