import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anthropicCodec } from '../../../src/wire/anthropic/codec.ts'
import { start, stop, text, toolUse } from '../support/anthropic-events.ts'
import { brief, decode } from '../support/decode.ts'

const read = (events: Iterable<unknown>, error?: unknown) => decode(anthropicCodec, events, error)

test('calls made by a server tool’s code may come with the start of the message', () => {
  const made = {
    type: 'tool_use',
    id: 'toolu_1',
    name: 'roll',
    input: { n: 1 },
    caller: { type: 'code_execution_20250825', tool_id: 'srvtoolu_1' },
  }
  const { reading } = read([start({ content: [made] }), ...stop('tool_use')])
  assert.deepEqual(brief(reading.calls), [['toolu_1', 'roll', { n: 1 }]])
  assert.deepEqual(reading.messages[0]?.content, [made])
})

test('calls that their code has used already are not run', () => {
  const response = {
    role: 'assistant',
    content: [
      { type: 'server_tool_use', id: 's', name: 'code_execution', input: {} },
      { type: 'tool_use', id: 'a', name: 'roll', input: {}, caller: { tool_id: 's' } },
      { type: 'code_execution_tool_result', tool_use_id: 's', content: {} },
      { type: 'text', text: 'Done.' },
    ],
  }
  const done = anthropicCodec.read({ ...response, stop_reason: 'end_turn' })
  assert.equal(done.stop.kind, 'answer')
  assert.equal(done.calls.length, 1)
  const waiting = anthropicCodec.read({ ...response, stop_reason: 'tool_use' })
  assert.equal(waiting.stop.kind, 'calls')
})

test('the SDK’s stream helper, which writes into the events that it hands out, changes nothing', () => {
  const first = start() as unknown as { message: { content: unknown[] } }
  const begin = { type: 'tool_use', id: 'a', name: 'f', input: {} }
  // What the helper has done by the time that the first event is read.
  first.message.content.push({ type: 'text', text: 'Hel' }, { ...begin, input: { n: 1 } })
  const { reading, told } = read([
    first,
    ...text(0, 'Hel', 'lo'),
    ...toolUse(1, 'a', 'f', '{"n":', '1}'),
    ...stop('tool_use'),
  ])
  assert.equal(reading.text, 'Hello')
  assert.deepEqual(brief(told), [['a', 'f', { n: 1 }]])
  assert.deepEqual(reading.messages[0]?.content, [
    { type: 'text', text: 'Hello' },
    { type: 'tool_use', id: 'a', name: 'f', input: { n: 1 } },
  ])
})

const container = { id: 'container_1', expires_at: '2100-01-01T00:00:00Z', skills: null }

test('the container of a message is carried to the next request, whole or streamed', () => {
  const carried = { container: 'container_1' }
  const content = [{ type: 'text', text: 'Hi' }]
  const whole = { role: 'assistant', content, stop_reason: 'end_turn' }
  assert.deepEqual(anthropicCodec.read({ ...whole, container }).carried, carried)
  const [conclusion, end] = stop('end_turn')
  const delta = { ...(conclusion?.['delta'] as object), container }
  const named = read([start(), ...text(0, 'Hi'), { ...conclusion, delta }, end])
  assert.deepEqual(named.reading.carried, carried)
  const early = read([start({ container }), ...text(0, 'Hi'), conclusion, end])
  assert.deepEqual(early.reading.carried, carried)
  // A later word wins.
  const moved = { ...(conclusion?.['delta'] as object), container: { id: 'container_2' } }
  const late = read([start({ container }), ...text(0, 'Hi'), { ...conclusion, delta: moved }, end])
  assert.deepEqual(late.reading.carried, { container: 'container_2' })
  for (const none of [null, undefined, {}, { id: '' }, 'container_1'])
    assert.equal(
      'carried' in anthropicCodec.read({ ...whole, container: none }),
      false,
      JSON.stringify(none),
    )
})

const made = { type: 'tool_use', id: 'a', name: 'f', input: {} }
const caller = { type: 'code_execution_20260120', tool_id: 's' }
const result = { type: 'tool_result', tool_use_id: 'a', content: '1' }
for (const [name, messages, waits] of [
  ['calls of code, answered', [[made], [result], [{ ...made, caller }], [result]], true],
  ['calls of code before others', [[{ ...made, caller }], [result], [made], [result]], false],
  ['calls of the model itself', [[{ ...made, caller: { type: 'direct' } }], [result]], false],
  ['calls of code, and the user has spoken', [[{ ...made, caller }], [{ type: 'text' }]], false],
  ['nothing', [], false],
  ['what are no messages', [undefined, null, 'x'] as never, false],
] as const)
  test(`whether code waits for results: ${name}`, () => {
    const conversation = (messages as readonly unknown[]).map((content, at) =>
      Array.isArray(content) ? { role: at % 2 === 0 ? 'assistant' : 'user', content } : content,
    )
    assert.equal(anthropicCodec.waitsForResults?.(conversation as never), waits)
  })
