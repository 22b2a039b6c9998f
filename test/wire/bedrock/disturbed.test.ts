import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bedrockCodec } from '../../../src/wire/bedrock/codec.ts'
import { isRecord, type Fields } from '../../../src/wire/shared/shape.ts'
import { close, delta, open, start, stop, text, toolUse } from '../support/bedrock-events.ts'
import { bedrockStreams } from '../support/bedrock-samples.ts'
import { brief, decode } from '../support/decode.ts'
import { testDisturbances, withEmpty } from '../support/disturb.ts'

const read = (...events: unknown[]) => decode(bedrockCodec, events)

const members = {
  messageStart: null,
  contentBlockStart: null,
  contentBlockDelta: {},
  contentBlockStop: null,
  messageStop: null,
  metadata: null,
  throttlingException: null,
}

function zeroed(event: Fields): Fields {
  const { contentBlockStart: begun, contentBlockDelta: piece } = event
  const empty = { text: '', toolUse: { input: '' }, reasoningContent: { text: '' }, citation: null }
  return withEmpty(
    {
      ...event,
      ...(isRecord(begun) && {
        contentBlockStart: {
          ...begun,
          start: withEmpty(begun.start, { toolResult: {}, image: null }),
        },
      }),
      ...(isRecord(piece) && {
        contentBlockDelta: { ...piece, delta: withEmpty(piece.delta, empty) },
      }),
    },
    members,
  )
}

testDisturbances({
  codec: bedrockCodec,
  streams: bedrockStreams,
  last: 'over',
  noise: [
    {},
    { ping: {} },
    { contentBlockStart: { contentBlockIndex: 99, start: {} } },
    'ping',
    null,
  ],
  zeroed,
  mayRepeat: (event, at) =>
    'contentBlockStart' in event ||
    'contentBlockStop' in event ||
    'messageStop' in event ||
    at === 0,
  words: (
    'messageStart contentBlockStart contentBlockDelta contentBlockStop contentBlockIndex start delta toolUse toolUseId ' +
    'name input text reasoningContent toolResult image metadata usage role'
  ).split(' '),
  types: [],
})

for (const [name, begun] of [
  ['no fields', {}],
  ['empty fields', { toolUse: { toolUseId: '', name: '' } }],
  ['null', { toolUse: null }],
  ['nothing', undefined],
] as const)
  test(`a block that begins with ${name} is what its parts say`, () => {
    const event = { contentBlockStart: { contentBlockIndex: 0, start: begun } }
    const { reading } = read(
      start,
      event,
      ...text(0, 'Hi'),
      ...toolUse(1, 'a', 'f', '{}'),
      ...stop('tool_use'),
    )
    assert.equal(reading.stop.kind, 'calls')
    assert.equal(reading.text, 'Hi')
    assert.deepEqual(brief(reading.calls), [['a', 'f', {}]])
    const words = read(start, event, close(0), ...text(1, 'Hi'), ...stop('end_turn')).reading
    assert.deepEqual([words.stop.kind, words.calls], ['answer', []])
    const nameless = read(
      start,
      event,
      delta(0, { toolUse: { input: '{"n":1}' } }),
      close(0),
      ...stop('tool_use'),
    )
    assert.deepEqual(
      nameless.told.map(({ name, input }) => [name, input]),
      [['unnamed_tool', { n: 1 }]],
    )
  })

test('empty blocks of a whole message are no calls, and do not go back', () => {
  const content = [
    { text: 'Hi', toolUse: null },
    { toolUse: {} },
    { toolUse: { toolUseId: '', name: '', input: {} } },
    {},
  ]
  const output = { message: { role: 'assistant', content } }
  const reading = bedrockCodec.read({ output, stopReason: 'end_turn' })
  assert.deepEqual([reading.stop.kind, reading.calls], ['answer', []])
  assert.deepEqual(reading.messages, [{ role: 'assistant', content: [{ text: 'Hi' }] }])
})

test('a call that comes again, at its place or elsewhere, is one; with other arguments it is another', () => {
  const once = toolUse(0, 'a', 'f', '{"n":', '1}')
  const count = (...again: readonly unknown[]): number =>
    read(start, ...once, ...again, ...stop('tool_use')).told.length
  assert.equal(count(...once), 1)
  assert.equal(count(...once, ...once), 1)
  assert.equal(count(open(0, { toolUse: { toolUseId: 'a', name: 'f' } }), close(0)), 1)
  assert.equal(count(open(0, { toolUse: { toolUseId: 'a', name: 'f' } })), 1)
  assert.equal(count(...toolUse(0, 'a', 'f', '{"n":2}')), 2)
  assert.equal(count(...toolUse(1, 'a', 'f', '{"n":1}')), 1)
})

test('the counts may come before the end', () => {
  const [end, counts] = stop('end_turn')
  const decoder = bedrockCodec.decoder({})
  for (const event of [start, ...text(0, 'Hi'), counts, end]) decoder.push(event)
  assert.equal(decoder.phase, 'over')
  assert.deepEqual(decoder.end().usage, { inputTokens: 10, outputTokens: 40 })
})

test('an ending that says calls, or a word that nobody knows, is told apart from an answer', () => {
  for (const [word, kind, warning] of [
    ['tool_use', 'lost', /no call came/],
    ['toolUse', 'lost', /no call came/],
    ['finished-early', 'answer', /unknown reason, "finished-early"/],
    ['request_cancelled', 'broken', undefined],
    ['MAX-TOKENS', 'length', undefined],
  ] as const) {
    const { stop: end, warnings = [] } = read(start, ...text(0, 'Hi'), ...stop(word)).reading
    assert.equal(end.kind, kind)
    if (warning === undefined) assert.deepEqual(warnings, [])
    else assert.match(warnings.join(), warning)
  }
})

test('what the provider calls itself is what it stopped for', () => {
  const ran = { toolUseId: 's', name: 'nova_grounding', type: 'server_tool_use' }
  const { reading } = read(
    start,
    ...text(0, 'Hi'),
    open(1, { toolUse: ran }),
    close(1),
    ...stop('tool_use'),
  )
  assert.deepEqual([reading.stop.kind, reading.warnings], ['answer', undefined])
})

test('of a message that was cut off, a call of the provider’s own does not go back without its result', () => {
  const ran = { toolUseId: 's', name: 'nova_grounding', type: 'server_tool_use' }
  const { reading } = read(
    start,
    ...text(0, 'Hi'),
    open(1, { toolUse: ran }),
    close(1),
    open(2, { toolResult: { toolUseId: 's' } }),
    delta(2, { toolResult: [{ text: 'hal' }] }),
    ...stop('max_tokens'),
  )
  assert.deepEqual(reading.messages[0]?.content, [{ text: 'Hi' }])
})
