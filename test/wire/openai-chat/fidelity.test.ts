import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chatCodec } from '../../../src/wire/openai-chat/codec.ts'
import { callChunk, chunk, entry } from '../support/chat-chunks.ts'
import { brief, decode } from '../support/decode.ts'
import { madeId } from '../support/made-id.ts'

const done = chunk({}, 'tool_calls')
const read = (...events: unknown[]) => decode(chatCodec, events)

test('of several choices the first is read', () => {
  const choice = (index: number, delta: object, finish_reason: string | null = null): object => ({
    choices: [{ index, delta, finish_reason }],
  })
  const { reading } = read(
    choice(1, { tool_calls: [entry(0, 'x', 'f', '{"n":')] }),
    choice(0, { tool_calls: [entry(0, 'a', 'f', '{"n":1}')] }),
    choice(1, { content: 'other' }),
    choice(0, {}, 'tool_calls'),
    choice(1, {}, 'length'),
  )
  assert.equal(reading.stop.kind, 'calls')
  assert.deepEqual(brief(reading.calls), [['a', 'f', { n: 1 }]])
  const message = (content: string): object => ({ role: 'assistant', content })
  const whole = chatCodec.read({
    choices: [
      { index: 1, message: message('second'), finish_reason: 'stop' },
      { index: 0, message: message('first'), finish_reason: 'stop' },
    ],
  })
  assert.equal(whole.text, 'first')
})

for (const field of ['reasoning_content', 'reasoning'])
  test(`${field} is told as it comes, and kept under its name`, () => {
    const { reading, reasoning } = read(
      chunk({ role: 'assistant', [field]: 'Two ', content: null }),
      chunk({ role: 'assistant', [field]: 'lookups.' }),
      callChunk(entry(0, 'a', 'f', '{}')),
      done,
    )
    assert.equal(reasoning, 'Two lookups.')
    assert.equal((reading.messages[0] as unknown as Record<string, string>)[field], 'Two lookups.')
  })

test('thinking parts of Mistral’s content are told as reasoning, and kept', () => {
  const thought = { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }
  const { reading, reasoning, text } = read(
    chunk({ content: [thought] }),
    chunk({ content: [{ type: 'text', text: 'So' }] }),
    chunk({ content: [{ type: 'text', text: ' it' }] }),
    chunk({ content: ' is.' }),
    chunk({}, 'stop'),
  )
  assert.equal(reasoning, 'Hm.')
  assert.equal(text, 'So it is.')
  assert.equal(reading.text, 'So it is.')
  assert.deepEqual(reading.messages[0]?.content, [thought, { type: 'text', text: 'So it is.' }])
})

test('unknown fields of the message and of a call are kept', () => {
  const signed = { google: { thought_signature: 'EjQK' } }
  const { reading } = read(
    chunk({ provider_metadata: { a: 1 }, audio: null }),
    callChunk({ ...entry(0, 'a', 'f', '{}'), extra_content: signed }),
    done,
  )
  assert.deepEqual(reading.messages[0], {
    role: 'assistant',
    content: null,
    provider_metadata: { a: 1 },
    tool_calls: [
      {
        extra_content: signed,
        id: 'a',
        type: 'function',
        function: { name: 'f', arguments: '{}' },
      },
    ],
  })
})

test('what no server takes back is left out of a whole message', () => {
  const message = { role: 'assistant', content: 'Hi.', tool_calls: [], function_call: null, x: 1 }
  const reading = chatCodec.read({ choices: [{ message, finish_reason: 'stop' }] })
  assert.deepEqual(reading.messages[0], { role: 'assistant', content: 'Hi.', x: 1 })
  assert.equal(message.tool_calls.length, 0)
})

test('of a whole message only the call that must change is changed', () => {
  const call = (id: string, args: unknown): object => ({
    id,
    index: 0,
    type: 'function',
    function: { name: 'f', arguments: args },
  })
  const kept = call('a', '{ "n": 1 }')
  const message = {
    role: 'assistant',
    content: null,
    reasoning_details: [{ type: 'reasoning.encrypted', data: 'x' }],
    tool_calls: [kept, call('a', { n: 2 })],
  }
  const reading = chatCodec.read({
    id: 'gen-1',
    choices: [{ message, finish_reason: 'tool_calls' }],
  })
  assert.deepEqual(reading.messages[0], {
    ...message,
    tool_calls: [kept, call(madeId('gen-1', 2), '{"n":2}')],
  })
})

test('a whole response without a finish reason is complete', () => {
  const message = { role: 'assistant', content: 'Hi.' }
  assert.equal(chatCodec.read({ choices: [{ message }] }).stop.kind, 'answer')
})

test('counts in every chunk are totals so far', () => {
  const counted = (n: number): object => ({
    ...chunk({ content: 'x' }),
    usage: { prompt_tokens: 5, completion_tokens: n },
  })
  const { usage } = read(counted(1), counted(2), chunk({}, 'stop')).reading
  assert.deepEqual(usage, { inputTokens: 5, outputTokens: 2 })
})

test('events are never changed', () => {
  const events = [
    chunk({
      reasoning_details: [{ type: 'reasoning.text', text: 'a' }],
      content: [{ type: 'text', text: 'x' }],
    }),
    chunk({
      reasoning_details: [{ type: 'reasoning.text', text: 'b' }],
      content: [{ type: 'text', text: 'y' }],
    }),
    chunk({}, 'stop'),
  ]
  const before = structuredClone(events)
  read(...events)
  assert.deepEqual(events, before)
})
