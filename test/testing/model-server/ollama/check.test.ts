import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { acceptsBodies, rejectsBodies, type RejectedBody } from '../bodies.ts'
import { withServer } from '../harness.ts'

const user = { role: 'user', content: 'Hi' }
const ask = { model: 'qwen3', stream: false, messages: [user] }
const calls = (args: unknown): object => ({
  role: 'assistant',
  tool_calls: [{ function: { name: 'f', arguments: args } }],
})

const rejected: readonly RejectedBody[] = [
  ['no model', { messages: [user] }, /^model is required$/],
  ['messages that are no list', { ...ask, messages: 'Hi' }, /cannot unmarshal string/],
  [
    'a content in parts',
    { ...ask, messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] },
    /cannot unmarshal array into Go struct field ChatRequest\.messages\.content/,
  ],
  [
    'arguments as text',
    { ...ask, messages: [user, calls('{}')] },
    /cannot unmarshal string into Go struct field ChatRequest\.messages\.tool_calls/,
  ],
  [
    'one call instead of a list',
    { ...ask, messages: [user, { role: 'assistant', tool_calls: { function: { name: 'f' } } }] },
    /cannot unmarshal object into Go struct field ChatRequest\.messages\.tool_calls of type \[\]api\.ToolCall/,
  ],
  [
    'thoughts in parts',
    { ...ask, messages: [user, { role: 'assistant', thinking: ['x'] }] },
    /cannot unmarshal array into Go struct field ChatRequest\.messages\.thinking of type string/,
  ],
]

describe('the model server, like Ollama,', () => {
  rejectsBodies('/api/chat', rejected, (answer) => (answer as { error: unknown }).error)
  acceptsBodies('/api/chat', [
    ['calls without results', { ...ask, messages: [user, calls({}), user] }],
    ['a message of the model that says nothing', { ...ask, messages: [{ role: 'assistant' }] }],
    ['a result by its tool’s name', { ...ask, messages: [{ role: 'tool', tool_name: 'f' }] }],
  ])

  it('streams unless it is told not to', async () => {
    await withServer({ script: [{ text: 'Hi' }] }, async ({ server }) => {
      const { stream: _stream, ...body } = ask
      const init = { method: 'POST', body: JSON.stringify(body) }
      const response = await fetch(`${server.url}/api/chat`, init)
      assert.equal(response.headers.get('content-type'), 'application/x-ndjson')
      const lines = (await response.text()).trim().split('\n')
      assert.deepEqual(
        lines.map((line) => (JSON.parse(line) as { done: boolean }).done),
        [false, true],
      )
    })
  })
})
