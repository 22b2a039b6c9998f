import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bedrockCodec } from '../../../src/wire/bedrock/codec.ts'
import { close, delta, open, start, stop, text, toolUse } from '../support/bedrock-events.ts'
import { brief, decode, readAny } from '../support/decode.ts'

const usage = {
  inputTokens: 10,
  outputTokens: 87,
  totalTokens: 402,
  cacheReadInputTokens: 300,
  cacheWriteInputTokens: 5,
}
const golden = [
  start,
  delta(0, { reasoningContent: { text: 'Three ' } }),
  delta(0, { reasoningContent: { text: 'lookups.' } }),
  delta(0, { reasoningContent: { signature: 'EqQBCg==' } }),
  close(0),
  delta(1, { reasoningContent: { redactedContent: 'EmwKAhgB' } }),
  close(1),
  ...text(2, 'I’ll look ', 'that up.'),
  ...toolUse(3, 'tooluse_01', 'get_customer', '', '{"customer', 'Id": 12', '34}'),
  ...toolUse(4, 'tooluse_02', 'list_tickets'),
  { messageStop: { stopReason: 'tool_use' } },
  { metadata: { usage, metrics: { latencyMs: 1 } } },
]

const message = {
  role: 'assistant',
  content: [
    { reasoningContent: { reasoningText: { text: 'Three lookups.', signature: 'EqQBCg==' } } },
    { reasoningContent: { redactedContent: 'EmwKAhgB' } },
    { text: 'I’ll look that up.' },
    { toolUse: { toolUseId: 'tooluse_01', name: 'get_customer', input: { customerId: 1234 } } },
    { toolUse: { toolUseId: 'tooluse_02', name: 'list_tickets', input: {} } },
  ],
}
const calls = [
  { id: 'tooluse_01', name: 'get_customer', input: { customerId: 1234 } },
  { id: 'tooluse_02', name: 'list_tickets', input: {} },
]

test('a stream becomes its message, its calls, its words and its counts', () => {
  const { reading, told, text: words, reasoning } = decode(bedrockCodec, golden)
  assert.deepEqual(reading, {
    messages: [message],
    calls,
    text: 'I’ll look that up.',
    stop: { kind: 'calls', raw: 'tool_use', message: 'The model stopped to call tools.' },
    usage: { inputTokens: 315, outputTokens: 87 },
  })
  assert.deepEqual(told, calls)
  assert.equal(words, 'I’ll look that up.')
  assert.equal(reasoning, 'Three lookups.')
})

test('the whole response reads the same', () => {
  const response = { output: { message }, stopReason: 'tool_use', usage, metrics: { latencyMs: 1 } }
  assert.deepEqual(bedrockCodec.read(response), decode(bedrockCodec, golden).reading)
})

test('the events as JSON lines read the same', async () => {
  const lines = golden.map((event) => JSON.stringify(event)).join('\n')
  assert.deepEqual(await readAny(bedrockCodec, lines), decode(bedrockCodec, golden).reading)
})

test('a call is told when the next block begins, not when its own closes', () => {
  const told: string[] = []
  const decoder = bedrockCodec.decoder({ call: ({ id }) => told.push(id) })
  const after = (event: unknown): string[] => {
    decoder.push(event)
    return [...told]
  }
  decoder.push(start)
  for (const event of toolUse(0, 'a', 'f', '{}')) assert.deepEqual(after(event), [])
  // Text has no start: its first part is one.
  const [first, ...more] = text(1, 'Hm')
  assert.deepEqual(after(first), ['a'])
  for (const event of [...more, ...toolUse(2, 'b', 'g', '{}')])
    assert.deepEqual(after(event), ['a'])
  const [conclusion] = stop('tool_use')
  assert.deepEqual(after(conclusion), ['a', 'b'])
})

test('interleaved blocks: a call that is still open holds back those behind it', () => {
  const piece = (index: number, input: string): object => delta(index, { toolUse: { input } })
  const tool = (index: number, toolUseId: string): object =>
    open(index, { toolUse: { toolUseId, name: 'f' } })
  const events = [
    start,
    tool(0, 'a'),
    piece(0, '{"n":'),
    tool(1, 'b'),
    piece(1, '{"n":2}'),
    close(1),
  ]
  const further = [...events, ...text(2, 'hm'), piece(0, '1}'), close(0), tool(3, 'c')]
  assert.deepEqual(decode(bedrockCodec, events).early, [])
  assert.deepEqual(brief(decode(bedrockCodec, further).early), [
    ['a', 'f', { n: 1 }],
    ['b', 'f', { n: 2 }],
  ])
})

for (const [reason, kind] of [
  ['end_turn', 'answer'],
  ['stop_sequence', 'answer'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['guardrail_intervened', 'refusal'],
  ['content_filtered', 'refusal'],
  ['malformed_model_output', 'broken'],
  ['malformed_tool_use', 'broken'],
] as const)
  test(`${reason} after text is ${kind}`, () => {
    const { reading } = decode(bedrockCodec, [start, ...text(0, 'Hi.'), ...stop(reason)])
    assert.equal(reading.stop.kind, kind)
    assert.equal(reading.stop.raw, reason)
    assert.deepEqual(reading.messages[0]?.content, [{ text: 'Hi.' }])
    assert.deepEqual(reading.usage, { inputTokens: 10, outputTokens: 40 })
  })

test('end_turn after calls is calls, for their results must follow; they are told at the end', () => {
  const { reading, early, told } = decode(bedrockCodec, [
    start,
    ...toolUse(0, 'a', 'f', '{}'),
    ...stop('end_turn'),
  ])
  assert.equal(reading.stop.kind, 'calls')
  assert.equal(early.length, 0)
  assert.equal(told.length, 1)
})

test('tool_use without a call, and nothing said, is broken', () => {
  assert.equal(decode(bedrockCodec, [start, ...stop('tool_use')]).reading.stop.kind, 'broken')
})

test('an unknown stop reason runs no calls', () => {
  const events = [start, ...toolUse(0, 'a', 'f', '{}'), ...stop('tired')]
  const { reading } = decode(bedrockCodec, events)
  assert.equal(reading.stop.kind, 'broken')
  assert.match(reading.stop.message, /unknown reason, "tired"/)
})
