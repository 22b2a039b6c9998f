import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anthropicCodec } from '../../../src/wire/anthropic/codec.ts'
import { close, delta, open, start, stop, text, toolUse } from '../support/anthropic-events.ts'
import { brief, decode } from '../support/decode.ts'

const read = (events: Iterable<unknown>, error?: unknown) => decode(anthropicCodec, events, error)

test('a message and a block that begin twice in the same way have begun once', () => {
  const search = { type: 'server_tool_use', id: 's', name: 'web_search', input: {} }
  const hidden = { type: 'redacted_thinking', data: 'EmwKAhgB' }
  const twice = (events: readonly unknown[]): unknown[] =>
    events.flatMap((event) =>
      (event as { type: string }).type === 'content_block_delta' ? [event] : [event, event],
    )
  const blocks = [
    open(0, hidden),
    close(0),
    ...text(1, 'Hi'),
    open(2, search),
    close(2),
    ...toolUse(3, 'a', 'f', '{"n":', '1}'),
    ...toolUse(4, 'b', 'f'),
  ]
  const plain = read([start(), ...blocks, ...stop('tool_use')])
  const { reading, told } = read(twice([start(), ...blocks, start(), ...stop('tool_use')]))
  assert.deepEqual(told, plain.told)
  assert.deepEqual(reading, plain.reading)
  // A start that comes again when its block has closed.
  const late = [open(0, hidden), close(0), open(0, hidden), close(0), ...toolUse(1, 'a', 'f', '{}')]
  const again = open(1, { type: 'tool_use', id: 'a', name: 'f', input: {} })
  const closed = read([start(), ...late, again, ...stop('tool_use'), again])
  assert.deepEqual(brief(closed.told), [['a', 'f', {}]])
  assert.equal(closed.reading.messages[0]?.content.length, 2)
})

test('what is empty changes nothing: a block, a signature, a citation that comes again', () => {
  const citation = { type: 'char_location', cited_text: 'x' }
  const { reading, told } = read([
    start(),
    open(0, { type: 'thinking', thinking: '', signature: '' }),
    close(0),
    open(1, { type: 'thinking', thinking: '', signature: '' }),
    delta(1, { type: 'thinking_delta', thinking: 'Hm', signature: '' }),
    delta(1, { type: 'signature_delta', signature: 'EqQB' }),
    delta(1, { type: 'signature_delta', signature: '' }),
    close(1),
    open(2, { type: 'text', text: 'Hi', citations: null }),
    delta(2, { type: 'citations_delta', citation }),
    delta(2, { type: 'citations_delta', citation }),
    close(2),
    open(3, { type: 'tool_use', id: '', name: '', input: {} }),
    delta(3, { type: 'input_json_delta', partial_json: null }),
    close(3),
    ...stop('end_turn'),
  ])
  assert.deepEqual([reading.stop.kind, told], ['answer', []])
  assert.deepEqual(reading.messages[0]?.content, [
    { type: 'thinking', thinking: 'Hm', signature: 'EqQB' },
    { type: 'text', text: 'Hi', citations: [citation] },
  ])
})

test('a block of a call that says nothing and never closes is no call, and holds back none at the end', () => {
  const { reading, told } = read([
    start(),
    open(0, { type: 'tool_use' }),
    ...toolUse(1, 'b', 'f', '{}'),
    ...stop('tool_use'),
  ])
  assert.deepEqual(brief(told), [['b', 'f', {}]])
  assert.deepEqual(reading.calls, told)
})
