import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tool } from '../src/call/tool.ts'
import { openai } from '../src/openai.ts'

const { signal } = new AbortController()
const now = tool({ name: 'now', execute: () => 0 })

test('a model sends through a client, or through a function', async () => {
  const sent: unknown[] = []
  const completions = {
    create(body: unknown, options: unknown) {
      sent.push(this === completions, body, options)
      return 'response'
    },
  }
  const model = openai.chat.model({ chat: { completions } }, { model: 'gpt', stream: false })
  const request = { messages: [], tools: [now], parallel: 'forbid', signal } as const
  assert.equal(await model.send(request), 'response')
  const tools = openai.chat.codec.tools([now])
  const body = { model: 'gpt', stream: false, messages: [], tools, parallel_tool_calls: false }
  assert.deepEqual(sent, [true, body, { signal }])
  const echo = openai.model((asked) => asked, { model: 'gpt', stream: false })
  assert.deepEqual(await echo.send(request), body)
})

test('a client that cannot send is a wrong use', () => {
  assert.throws(() => openai.chat.model({} as never, { model: 'gpt' }), {
    name: 'UsageError',
    message: /an OpenAI client \(with `chat\.completions\.create`\)/,
  })
})

test('the calls of a response; those of one that was cut off are answered, not run', () => {
  const tool_calls = [{ id: 'a', type: 'function', function: { name: 'now', arguments: '{}' } }]
  const response = (finish_reason: string): object => ({
    choices: [{ message: { role: 'assistant', content: null, tool_calls }, finish_reason }],
  })
  assert.deepEqual(openai.calls(response('stop')), [{ id: 'a', name: 'now', input: {} }])
  assert.equal(openai.calls(response('length'))[0]?.invalid?.reason, 'truncated')
  assert.throws(
    () => openai.calls({ content: [] }),
    /Expected a response with a message of OpenAI Chat Completions, got/,
  )
})
