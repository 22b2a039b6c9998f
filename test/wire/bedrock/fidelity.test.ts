import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bedrockCodec } from '../../../src/wire/bedrock/codec.ts'
import { close, delta, open, start, stop, text, toolUse } from '../support/bedrock-events.ts'
import { brief, decode } from '../support/decode.ts'

const read = (events: Iterable<unknown>, error?: unknown) => decode(bedrockCodec, events, error)

test('text without a visible character is left out, for Bedrock refuses it', () => {
  const events = [start, ...text(0, ' ', '\n'), ...toolUse(1, 'a', 'f', '{}'), ...stop('tool_use')]
  assert.deepEqual(read(events).reading.messages[0]?.content, [
    { toolUse: { toolUseId: 'a', name: 'f', input: {} } },
  ])
})

test('an id that is doubled, missing or not as Bedrock takes it is replaced, in the call and in the message', () => {
  const { reading, told } = read([
    start,
    ...toolUse(0, 'a', 'f', '{"n":1}'),
    ...toolUse(1, 'a', 'f', '{"n":2}'),
    ...toolUse(2, '', 'f', '{"n":3}'),
    ...toolUse(3, 'functions.f:3', 'f', '{"n":4}'),
    ...toolUse(4, 'x'.repeat(65), 'f', '{"n":5}'),
    ...stop('tool_use'),
  ])
  const ids = reading.calls.map(({ id }) => id)
  assert.equal(ids[0], 'a')
  assert.equal(new Set(ids).size, 5)
  for (const id of ids) assert.match(id, /^[a-zA-Z0-9_-]{1,64}$/)
  const blocks = reading.messages[0]?.content as { toolUse: { toolUseId: string } }[]
  assert.deepEqual(
    blocks.map(({ toolUse: { toolUseId } }) => toolUseId),
    ids,
  )
  assert.deepEqual(told, reading.calls)
})

test('arguments that are no JSON, or no object, are invalid, and sent back as an empty object', () => {
  for (const [json, reason] of [
    ['{"n": 1,,}', 'json'],
    ['[1]', 'shape'],
  ] as const) {
    const { reading } = read([start, ...toolUse(0, 'a', 'f', json), ...stop('tool_use')])
    assert.equal(reading.stop.kind, 'calls')
    assert.equal(reading.calls[0]?.invalid?.reason, reason)
    assert.deepEqual(reading.messages[0]?.content, [
      { toolUse: { toolUseId: 'a', name: 'f', input: {} } },
    ])
  }
})

test('a call without a name, or with one that no tool can have, is sent back with one that can', () => {
  const { reading } = read([
    start,
    ...toolUse(0, 'a', '', '{}'),
    ...toolUse(1, 'b', 'fs.read file', '{}'),
    ...stop('tool_use'),
  ])
  assert.deepEqual(
    reading.calls.map(({ name }) => name),
    ['unnamed_tool', 'fs.read file'],
  )
  const blocks = reading.messages[0]?.content as { toolUse: { name: string } }[]
  assert.deepEqual(
    blocks.map(({ toolUse: { name } }) => name),
    ['unnamed_tool', 'fs_read_file'],
  )
})

test('the provider’s own tools and their results pass through and are never calls', () => {
  const ran = { toolUseId: 's', name: 'nova_code_interpreter', type: 'server_tool_use' }
  const result = { toolUseId: 's', status: 'success', type: 'nova_code_interpreter_result' }
  const events = [
    start,
    open(0, { toolUse: ran }),
    delta(0, { toolUse: { input: '{"snippet": "1+1"}' } }),
    close(0),
    open(1, { toolResult: result }),
    delta(1, { toolResult: [{ json: { stdOut: '2' } }] }),
    delta(1, { toolResult: [{ text: 'do' }, { text: 'ne' }] }),
    close(1),
    ...toolUse(2, 'a', 'f', '{}'),
    ...stop('tool_use'),
  ]
  const before = structuredClone(events)
  const { reading, told } = read(events)
  const content = [
    { toolUse: { ...ran, input: { snippet: '1+1' } } },
    { toolResult: { ...result, content: [{ json: { stdOut: '2' } }, { text: 'done' }] } },
    { toolUse: { toolUseId: 'a', name: 'f', input: {} } },
  ]
  assert.deepEqual(reading.messages, [{ role: 'assistant', content }])
  assert.deepEqual(brief(told), [['a', 'f', {}]])
  assert.deepEqual(reading.calls, told)
  assert.deepEqual(events, before)
  const whole = bedrockCodec.read({
    output: { message: { role: 'assistant', content } },
    stopReason: 'tool_use',
  })
  assert.deepEqual(whole.messages, reading.messages)
  assert.deepEqual(whole.calls, told)
})

test('a result beside a call answers it, even where the call has no type', () => {
  const content = [
    { toolUse: { toolUseId: 's', name: 'search', input: {} } },
    { toolResult: { toolUseId: 's', content: [{ text: 'x' }] } },
    { text: 'It rains.' },
  ]
  const output = { message: { role: 'assistant', content } }
  const reading = bedrockCodec.read({ output, stopReason: 'end_turn' })
  assert.deepEqual(reading.calls, [])
  assert.equal(reading.stop.kind, 'answer')
  assert.deepEqual(reading.messages[0]?.content, content)
})

test('citations make text a block of another kind', () => {
  const citation = {
    title: 'x',
    location: { documentPage: { documentIndex: 0, start: 1, end: 2 } },
  }
  const { reading, text: words } = read([
    start,
    delta(0, { text: 'It ' }),
    delta(0, { citation }),
    delta(0, { text: 'rains.' }),
    close(0),
    ...stop('end_turn'),
  ])
  assert.equal(reading.text, 'It rains.')
  assert.equal(words, 'It rains.')
  assert.deepEqual(reading.messages[0]?.content, [
    { citationsContent: { content: [{ text: 'It rains.' }], citations: [citation] } },
  ])
})

test('bytes are kept in the form in which they come', () => {
  const redacted = (redactedContent: unknown): object =>
    delta(0, { reasoningContent: { redactedContent } })
  const content = (pieces: readonly unknown[]): unknown =>
    read([start, ...pieces.map(redacted), close(0), ...toolUse(1, 'a', 'f'), ...stop('tool_use')])
      .reading.messages[0]?.content[0]
  assert.deepEqual(content(['AAEC', 'AwQ=']), {
    reasoningContent: { redactedContent: 'AAECAwQ=' },
  })
  assert.deepEqual(content([new Uint8Array([0, 1, 2]), new Uint8Array([3, 4])]), {
    reasoningContent: { redactedContent: new Uint8Array([0, 1, 2, 3, 4]) },
  })
})

test('cache points, unknown blocks, unknown fields and unknown parts are kept', () => {
  const content = [
    { text: 'x', type: 'text' },
    { cachePoint: { type: 'default' } },
    { $unknown: ['novel', { a: 1 }] },
    { toolUse: { toolUseId: 'a', name: 'f', input: {}, type: 'tool_use', extra: 1 } },
  ]
  const output = { message: { role: 'assistant', content } }
  const whole = bedrockCodec.read({ output, stopReason: 'tool_use' })
  assert.deepEqual(whole.messages[0]?.content, content)
  assert.equal(whole.messages[0].content[3], content[3])
  const streamed = read([
    start,
    open(0, { novel: { kind: 'k' } }),
    delta(0, { novel: { text: 'So ' } }),
    delta(0, { novel: { text: 'far.' } }),
    close(0),
    delta(1, { other: { a: 1 } }),
    ...stop('end_turn'),
  ])
  assert.deepEqual(streamed.reading.messages[0]?.content, [
    { novel: { kind: 'k', text: 'So far.' } },
    { other: { a: 1 } },
  ])
})

test('index 0 for every block is read in order', () => {
  const { reading } = read([
    start,
    ...text(0, 'Hi', ' you'),
    ...toolUse(0, 'a', 'f', '{"n":1}'),
    ...toolUse(0, 'b', 'f', '{"n":2}'),
    ...text(0, '!'),
    ...stop('tool_use'),
  ])
  assert.deepEqual(brief(reading.calls), [
    ['a', 'f', { n: 1 }],
    ['b', 'f', { n: 2 }],
  ])
  assert.equal(reading.text, 'Hi you!')
})

test('a __proto__ key in arguments stays data', () => {
  const json = '{"__proto__":{"polluted":true},"n":1}'
  const { reading } = read([start, ...toolUse(0, 'a', 'f', json), ...stop('tool_use')])
  assert.equal(JSON.stringify(reading.calls[0]?.input), json)
  assert.equal(({} as { polluted?: true }).polluted, undefined)
})
