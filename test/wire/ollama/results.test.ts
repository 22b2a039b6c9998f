import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tool } from '../../../src/call/tool.ts'
import { ollamaCodec } from '../../../src/wire/ollama/codec.ts'
import { chatRequest } from '../../../src/wire/shared/request/chat-request.ts'
import { result } from '../support/result.ts'

test('one message a call, in call order, by the tool’s name', () => {
  const image = { type: 'image', data: 'iVBORw0KGgo=', mediaType: 'image/png' } as const
  const results = [
    result('a', 'ok', 'one'),
    result('b', 'failed', 'No.'),
    result('c', 'timed-out', ''),
    result('d', 'ok', [{ type: 'json', value: { n: 1 } }, image]),
  ]
  assert.deepEqual(ollamaCodec.results(results), [
    { role: 'tool', tool_name: 'f', content: 'one' },
    { role: 'tool', tool_name: 'f', content: 'Error: No.' },
    {
      role: 'tool',
      tool_name: 'f',
      content: 'Error (timed-out): The call ended as timed-out, without a message.',
    },
    {
      role: 'tool',
      tool_name: 'f',
      content: '{"n":1}\n[An image (image/png, 1 KB) that cannot be shown here.]',
    },
  ])
  assert.deepEqual(ollamaCodec.results([]), [])
})

test('tools are functions with their JSON Schema', () => {
  const plain = tool({ name: 'now', execute: () => 0 })
  const named = tool({ name: 'then', description: 'The past.', execute: () => 0 })
  const parameters = { type: 'object', properties: {} }
  assert.deepEqual(ollamaCodec.tools([plain, named]), [
    { type: 'function', function: { name: 'now', parameters } },
    { type: 'function', function: { name: 'then', description: 'The past.', parameters } },
  ])
})

const messages = [{ role: 'user', content: 'Hi' }]
const tools = [{ type: 'function' }]
const plain = { messages, tools, parallel: 'allow' as const }

test('a request streams, and has the user’s own parameters and tools', () => {
  const own = [{ type: 'function', function: { name: 'mine' } }]
  assert.deepEqual(chatRequest({ model: 'qwen3', think: true, tools: own }, plain), {
    model: 'qwen3',
    think: true,
    stream: true,
    messages,
    tools: [...own, ...tools],
  })
  assert.equal(chatRequest({ model: 'qwen3', stream: false }, plain).stream, false)
  assert.equal('tools' in chatRequest({ model: 'qwen3' }, { ...plain, tools: [] }), false)
})

test('instructions go into the system message; against several calls the model is asked', () => {
  const forbid = { ...plain, parallel: 'forbid' as const, instructions: 'Be brief.' }
  const [system, user] = chatRequest({ model: 'qwen3' }, forbid).messages as {
    role: string
    content: string
  }[]
  assert.equal(system?.role, 'system')
  assert.match(system.content, /^Be brief\.\n\nMake at most one tool call/)
  assert.deepEqual(user, messages[0])
  assert.equal(chatRequest({ model: 'qwen3' }, plain).messages, messages)
})
