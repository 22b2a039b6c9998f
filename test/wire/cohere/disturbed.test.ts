import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cohereCodec } from '../../../src/wire/cohere/codec.ts'
import { isRecord, type Fields } from '../../../src/wire/shared/shape.ts'
import {
  close,
  open,
  piece,
  start,
  stop,
  text,
  thinking,
  toolCall,
} from '../support/cohere-events.ts'
import { cohereStreams } from '../support/cohere-samples.ts'
import { brief, decode } from '../support/decode.ts'
import { testDisturbances, withEmpty } from '../support/disturb.ts'
import { result } from '../support/result.ts'

const read = (...events: unknown[]) => decode(cohereCodec, events)

function zeroed(event: Fields): Fields {
  const { delta, type } = event
  if (!isRecord(delta)) return withEmpty(event, { delta: {} })
  const message = isRecord(delta.message) ? delta.message : {}
  const { content, tool_calls: call } = message
  const empty = { content: null, tool_plan: '', citations: [], tool_calls: [] }
  const full = {
    ...message,
    ...(isRecord(content) && { content: withEmpty(content, { text: '', thinking: '' }) }),
    ...(isRecord(call) && { tool_calls: withEmpty(call, { id: '', type: '' }) }),
  }
  const others = { error: type === 'message-end' ? { message: '', code: null } : null, usage: null }
  return { ...event, delta: withEmpty({ ...delta, message: withEmpty(full, empty) }, others) }
}

const once = new Set<unknown>([
  'content-start',
  'content-end',
  'tool-call-start',
  'tool-call-end',
  'message-end',
])

testDisturbances({
  codec: cohereCodec,
  streams: cohereStreams,
  last: 'over',
  noise: [
    { type: 'ping' },
    { type: 'debug', prompt: 'x' },
    { type: 'citation-end', index: 7 },
    'ping',
    null,
  ],
  zeroed,
  mayRepeat: ({ type }, at) => once.has(type) || at === 0,
  words:
    'index delta message tool_calls toolCalls function name arguments id type content text thinking error'.split(
      ' ',
    ),
  types: ['content-start', 'content-delta', 'tool-call-start', 'tool-call-delta', 'tool-call-end'],
})

const starting = (call: unknown): object => ({
  type: 'tool-call-start',
  index: 0,
  delta: { message: { tool_calls: call } },
})

for (const [name, call] of [
  ['nothing', null],
  ['an empty list', []],
  ['an empty entry', { id: '', type: 'function', function: { name: '', arguments: '' } }],
] as const)
  test(`a call that begins with ${name} is none, unless it gets arguments`, () => {
    const { reading } = read(start, starting(call), close(0), ...text(0, 'Hi'), stop('COMPLETE'))
    assert.deepEqual([reading.stop.kind, reading.calls, reading.text], ['answer', [], 'Hi'])
    const { told } = read(
      start,
      starting(call),
      piece(0, ''),
      piece(0, '{"n":1}'),
      stop('TOOL_CALL'),
    )
    assert.deepEqual(
      told.map(({ name, input }) => [name, input]),
      [['unnamed_tool', { n: 1 }]],
    )
  })

test('a call whose start is empty is named by its first piece, and by nothing it is none', () => {
  const said = { id: 'a', function: { name: 'f', arguments: '{}' } }
  const named = { type: 'tool-call-delta', index: 0, delta: { message: { tool_calls: said } } }
  const { told } = read(start, starting(null), piece(0, null), named, close(0), stop('TOOL_CALL'))
  assert.deepEqual(brief(told), [['a', 'f', {}]])
  const none = read(start, ...text(0, 'Hi'), starting(null), piece(0, '{}'), stop('TOOL_CALL'))
  assert.deepEqual([none.told, none.reading.calls, none.reading.stop.kind], [[], [], 'lost'])
})

test('content that begins after other content has ended is another block, whatever its index', () => {
  const { reading } = read(start, ...thinking(0, 'Hm'), ...text(0, 'Hi'), stop('COMPLETE'))
  assert.deepEqual(reading.messages[0]?.content, [
    { type: 'thinking', thinking: 'Hm' },
    { type: 'text', text: 'Hi' },
  ])
})

test('what is empty in a whole message is no call, and does not go back', () => {
  const empty = { id: '', type: 'function', function: { name: '', arguments: '{}' } }
  const words = { type: 'text', text: 'Hi' }
  const message = {
    role: 'assistant',
    content: [
      { ...words, thinking: '' },
      { type: 'text', text: '' },
    ],
    tool_calls: [empty, {}],
    mood: 1,
  }
  const reading = cohereCodec.read({ id: 'x', message, finish_reason: 'COMPLETE' })
  assert.deepEqual([reading.stop.kind, reading.calls], ['answer', []])
  assert.deepEqual(reading.messages, [{ role: 'assistant', content: [words], mood: 1 }])
})

test('content that comes as one text is read', () => {
  const message = { role: 'assistant', content: 'Hi' }
  const reading = cohereCodec.read({ id: 'x', message, finish_reason: 'COMPLETE' })
  assert.deepEqual([reading.text, reading.messages[0]], ['Hi', message])
})

test('a call that comes again, at its place or elsewhere, is one; with other arguments it is another', () => {
  const first = toolCall(0, 'a', 'f', '{"n":', '1}')
  const count = (...again: readonly unknown[]): number =>
    read(start, ...first, ...again, stop('TOOL_CALL')).told.length
  assert.equal(count(...first), 1)
  assert.equal(count(open(0, 'a', 'f'), close(0)), 1)
  assert.equal(count(open(0, 'a', 'f')), 1)
  assert.equal(count(...toolCall(0, 'a', 'f', '{"n":2}')), 2)
  assert.equal(count(...toolCall(1, 'a', 'f', '{"n":1}')), 1)
})

test('an ending that says calls, or a word that nobody knows, is told apart from an answer', () => {
  for (const [word, kind, warning] of [
    ['TOOL_CALL', 'lost', /no call came/],
    ['tool-calls', 'lost', /no call came/],
    ['finished-early', 'answer', /unknown reason, "finished-early"/],
    ['USER_ABORT', 'broken', undefined],
    ['max_tokens', 'length', undefined],
  ] as const) {
    const { stop: end, warnings = [] } = read(start, ...text(0, 'Hi'), stop(word)).reading
    assert.equal(end.kind, kind)
    if (warning === undefined) assert.deepEqual(warnings, [])
    else assert.match(warnings.join(), warning)
  }
})

test('a name that no tool can have is mended; one of the request’s tools stays', () => {
  const name = 'get_weather<|channel|>commentary'
  const call = { id: 'a', type: 'function', function: { name, arguments: '{}' } }
  const whole = {
    id: 'x',
    message: { role: 'assistant', tool_calls: [call] },
    finish_reason: 'TOOL_CALL',
  }
  const sent = (isTool: (one: string) => boolean): unknown =>
    JSON.stringify(cohereCodec.read(whole, isTool).messages)
  assert.ok(!String(sent(() => false)).includes('<|'))
  assert.ok(String(sent((one) => one === name)).includes(name))
  assert.deepEqual(brief(cohereCodec.read(whole).calls), [['a', name, {}]])
})

test('results are written in the spelling of the message that they answer', () => {
  const asked = (key: string): never => [{ role: 'assistant', [key]: [] }] as never
  assert.ok(
    'toolCallId' in (cohereCodec.results([result('a', 'ok', '')], asked('toolCalls'))[0] ?? {}),
  )
  assert.ok(
    'tool_call_id' in (cohereCodec.results([result('a', 'ok', '')], asked('tool_calls'))[0] ?? {}),
  )
})
