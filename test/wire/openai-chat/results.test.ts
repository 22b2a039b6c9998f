import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tool } from '../../../src/call/tool.ts'
import { chatCodec } from '../../../src/wire/openai-chat/codec.ts'
import { result } from '../support/result.ts'

test('each result is a message of its own, in call order; a failure says so', () => {
  const results = [
    result('a', 'ok', 'one'),
    result('b', 'failed', 'No such customer.'),
    result('c', 'timed-out', 'It took more than 2 s.'),
    result('d', 'failed', '', 'boom'),
  ]
  const tool_message = (tool_call_id: string, content: string): object => ({
    role: 'tool',
    tool_call_id,
    content,
  })
  assert.deepEqual(chatCodec.results(results), [
    tool_message('a', 'one'),
    tool_message('b', 'Error: No such customer.'),
    tool_message('c', 'Error (timed-out): It took more than 2 s.'),
    tool_message('d', 'Error: boom'),
  ])
})

test('content parts become one text; an image is named', () => {
  const [message] = chatCodec.results([
    result('a', 'ok', [
      { type: 'text', text: 'Seen:' },
      { type: 'json', value: { n: 1 } },
      { type: 'image', data: 'iVBORw0KGgo=', mediaType: 'image/png' },
    ]),
  ])
  assert.equal(
    message?.content,
    'Seen:\n{"n":1}\n[An image (image/png, 1 KB) that cannot be shown here.]',
  )
})

test('tools are written as functions', () => {
  const now = tool({ name: 'now', description: 'The time.', execute: () => 0 })
  assert.deepEqual(chatCodec.tools([now]), [
    {
      type: 'function',
      function: {
        name: 'now',
        description: 'The time.',
        parameters: { type: 'object', properties: {} },
      },
    },
  ])
})

test("the user's words are a message", () => {
  assert.deepEqual(chatCodec.user('Hi'), { role: 'user', content: 'Hi' })
})
