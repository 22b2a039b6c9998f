import assert from 'node:assert/strict'
import { test } from 'node:test'
import { geminiCodec } from '../../../src/wire/gemini/codec.ts'
import { isRecord, recordsOf, type Fields } from '../../../src/wire/shared/shape.ts'
import { brief, decode } from '../support/decode.ts'
import { testDisturbances, withEmpty } from '../support/disturb.ts'
import { callPart, chunk, ended, piecePart } from '../support/gemini-chunks.ts'
import { geminiStreams } from '../support/gemini-samples.ts'

const read = (...events: unknown[]) => decode(geminiCodec, events)

/** As a server writes a part that has no optional fields. The end of a call in pieces is a part without content. */
function zeroedPart(part: Fields): Fields {
  const { functionCall: said } = part
  const blob = {
    inlineData: { mimeType: '', data: '' },
    executableCode: null,
    thoughtSignature: '',
  }
  if (!isRecord(said)) return withEmpty(part, { ...blob, functionCall: { name: '', args: {} } })
  const call = withEmpty(said, {
    id: '',
    name: '',
    args: null,
    partialArgs: [],
    willContinue: false,
  })
  return withEmpty({ ...part, functionCall: call }, { ...blob, text: '' })
}

function zeroed(event: Fields): Fields {
  const candidates = recordsOf(event.candidates).map((candidate) => {
    const content = isRecord(candidate.content) ? candidate.content : {}
    const parts = [...recordsOf(content.parts).map(zeroedPart), {}, { functionCall: null }]
    return withEmpty({ ...candidate, content: { ...content, parts } }, { finishReason: '' })
  })
  const empty = { promptFeedback: { blockReason: '' }, usageMetadata: null, error: { message: '' } }
  return withEmpty({ ...event, candidates }, empty)
}

function mayRepeat(event: Fields): boolean {
  const [candidate = {}] = recordsOf(event.candidates)
  if (typeof candidate.finishReason === 'string' && candidate.finishReason !== '') return true
  const { parts } = candidate.content as {
    parts: { functionCall?: { id?: string; args?: object } }[]
  }
  const said = parts[0]?.functionCall
  return said?.id !== undefined && said.id !== '' && 'args' in said && !('partialArgs' in said)
}

testDisturbances({
  codec: geminiCodec,
  streams: geminiStreams,
  last: 'stopping',
  noise: [{}, { candidates: null }, { usageMetadata: {} }, { candidates: [{}] }, 'ping', null],
  zeroed,
  mayRepeat,
  words: (
    'candidates content parts functionCall name args id partialArgs jsonPath willContinue text thought finishReason ' +
    'promptFeedback blockReason usageMetadata responseId thoughtSignature inlineData error message code'
  ).split(' '),
  types: [],
})

const counted = { usageMetadata: { candidatesTokenCount: 12 } }

test('a chunk that comes again is one: by the ids of its calls, its count, or its finish reason', () => {
  const named = chunk([{ text: 'Hm' }, callPart('f', { n: 1 }, 'a')])
  const unnamed = chunk([callPart('f', { n: 1 })], {}, counted)
  for (const events of [
    [named, named, ended()],
    [named, chunk([{ text: 'So' }]), named, ended()],
    [unnamed, unnamed, ended()],
    [ended('STOP', [callPart('f', { n: 1 })]), ended('STOP', [callPart('f', { n: 1 })])],
    [named, ended('STOP', [{ text: 'Hm' }, callPart('f', { n: 1 }, 'a')])],
  ]) {
    const { reading, told } = read(...events)
    assert.equal(reading.stop.kind, 'calls')
    assert.equal(reading.text.split('Hm').length <= 2, true)
    assert.deepEqual(
      brief(told).map(([, name, input]) => [name, input]),
      [['f', { n: 1 }]],
    )
    assert.deepEqual(reading.calls, told)
  }
})

test('calls that are alike are two, where nothing says that they are one', () => {
  const call = callPart('f', { n: 1 })
  for (const events of [
    [chunk([call, call]), ended()],
    [chunk([call]), chunk([call]), ended()],
    [chunk([callPart('f', { n: 1 }, 'a')]), chunk([callPart('f', { n: 2 }, 'a')]), ended()],
  ])
    assert.equal(read(...events).told.length, 2)
})

test('of chunks that say all so far, only the new calls are taken', () => {
  const calls = ['a', 'b', 'c'].map((id, n) => callPart('f', { n }, id))
  const events = calls.map((_, at) => chunk(calls.slice(0, at + 1)))
  assert.deepEqual(
    read(...events, ended()).told.map(({ id }) => id),
    ['a', 'b', 'c'],
  )
})

test('a part that is words and a call goes back as two', () => {
  const both = { text: 'Hm', ...callPart('f', { n: 1 }, 'a') }
  for (const reading of [
    read(ended('STOP', [both])).reading,
    geminiCodec.read(ended('STOP', [both])),
  ]) {
    assert.equal(reading.text, 'Hm')
    assert.deepEqual(reading.messages[0]?.parts, [{ text: 'Hm' }, callPart('f', { n: 1 }, 'a')])
  }
})

test('an empty part beside words is no call, and does not go back', () => {
  const parts = [{ text: 'Hi', functionCall: {} }, { functionCall: { name: '', args: {} } }, {}]
  for (const reading of [
    read(ended('STOP', parts)).reading,
    geminiCodec.read(ended('STOP', parts)),
  ]) {
    assert.equal(reading.stop.kind, 'answer')
    assert.deepEqual(reading.calls, [])
    assert.deepEqual(reading.messages, [{ role: 'model', parts: [{ text: 'Hi' }] }])
  }
})

test('an empty object beside arguments that come by path is none', () => {
  const begun = { functionCall: { name: 'f', args: {}, willContinue: true } }
  const { reading } = read(chunk([begun, piecePart('$.n', { numberValue: 1 })]), ended())
  assert.deepEqual(brief(reading.calls)[0]?.slice(1), ['f', { n: 1 }])
})

test('an ending that says calls, or a word that nobody knows, is told apart from an answer', () => {
  for (const [word, kind, warning] of [
    ['TOOL_CALLS', 'lost', /no call came/],
    ['finished-early', 'answer', /unknown reason, "finished-early"/],
    ['ABORTED', 'broken', undefined],
    ['max-tokens', 'length', undefined],
  ] as const) {
    const { stop, warnings = [] } = read(ended(word, [{ text: 'Hi' }])).reading
    assert.equal(stop.kind, kind)
    if (warning === undefined) assert.deepEqual(warnings, [])
    else assert.match(warnings.join(), warning)
  }
})

test('of a message that was cut off, no work of the provider’s own goes back without its result', () => {
  const search = (id: string): object => ({ toolCall: { id, toolType: 'GOOGLE_SEARCH_WEB' } })
  const found = { toolResponse: { id: 't', toolType: 'GOOGLE_SEARCH_WEB', response: {} } }
  const code = { executableCode: { language: 'PYTHON', code: 'print(1)' } }
  const parts = [search('t'), found, search('u'), code]
  const sent = (reason: string): unknown => read(ended(reason, parts)).reading.messages[0]?.parts
  assert.deepEqual(sent('MAX_TOKENS'), [search('t'), found])
  assert.deepEqual(sent('STOP'), parts)
})
