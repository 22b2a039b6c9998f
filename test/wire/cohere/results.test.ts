import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tool } from '../../../src/call/tool.ts'
import { cohere } from '../../../src/cohere.ts'
import { cohereCodec } from '../../../src/wire/cohere/codec.ts'
import { chatRequest } from '../../../src/wire/shared/request/chat-request.ts'
import { result } from '../support/result.ts'

test('one message a call, in call order, under its id', () => {
  const results = [
    result('a', 'ok', '{"n":1}'),
    result('b', 'failed', 'No.'),
    result('c', 'ok', ''),
    result('d', 'ok', [
      { type: 'json', value: { n: 1 } },
      { type: 'text', text: 'x' },
    ]),
  ]
  const contents = ['{"n":1}', 'Error: No.', '(no output)', '{"n":1}\nx']
  assert.deepEqual(
    cohereCodec.results(results),
    ['a', 'b', 'c', 'd'].map((id, at) => ({
      role: 'tool',
      tool_call_id: id,
      content: contents[at],
    })),
  )
  assert.deepEqual(cohere.results(results.slice(0, 1), 'sdk'), [
    { role: 'tool', toolCallId: 'a', content: '{"n":1}' },
  ])
  assert.deepEqual(cohereCodec.results([]), [])
})

test('tools are functions with their JSON Schema', () => {
  const plain = tool({ name: 'now', description: 'Now.', execute: () => 0 })
  const parameters = { type: 'object', properties: {} }
  assert.deepEqual(cohereCodec.tools([plain]), [
    { type: 'function', function: { name: 'now', description: 'Now.', parameters } },
  ])
})

const messages = [{ role: 'user', content: 'Hi' }]
const tools = [{ type: 'function' }]
const plain = { messages, tools, parallel: 'allow' as const }

test('a request streams, and has the user’s own parameters and tools', () => {
  const own = [{ type: 'function', function: { name: 'mine' } }]
  assert.deepEqual(chatRequest({ model: 'command-a', temperature: 0, tools: own }, plain), {
    model: 'command-a',
    temperature: 0,
    stream: true,
    messages,
    tools: [...own, ...tools],
  })
  assert.equal(chatRequest({ model: 'command-a', stream: false }, plain).stream, false)
  assert.equal('tools' in chatRequest({ model: 'command-a' }, { ...plain, tools: [] }), false)
})

test('against several calls Cohere has no switch: the model is asked', () => {
  const forbid = { ...plain, parallel: 'forbid' as const }
  const [system] = chatRequest({ model: 'command-a' }, forbid).messages as { content: string }[]
  assert.match(system?.content ?? '', /at most one tool call/)
})
