import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anthropic } from '../src/anthropic.ts'
import { FanfoldError, UsageError } from '../src/call/errors/error.ts'
import { tool } from '../src/call/tool.ts'

const params = { model: 'claude', max_tokens: 100 }
const now = tool({ name: 'now', execute: () => 0 })
const { signal } = new AbortController()

test('a model sends through a client, or through a function', async () => {
  const sent: [unknown, unknown, unknown][] = []
  const messages = {
    create(body: unknown, options: unknown) {
      sent.push([this, body, options])
      return 'response'
    },
  }
  const send = (body: unknown, options: unknown): string => {
    sent.push([messages, body, options])
    return 'response'
  }
  for (const client of [{ messages }, send]) {
    const model = anthropic.model(client, params)
    assert.equal(model.name, 'claude')
    const request = { messages: [], tools: [now], parallel: 'allow', signal } as const
    assert.equal(await model.send(request), 'response')
  }
  const body = { ...params, stream: true, messages: [], tools: anthropic.codec.tools([now]) }
  assert.deepEqual(sent, [
    [messages, body, { signal }],
    [messages, body, { signal }],
  ])
})

test('a client that cannot send, or a model without a name, is a wrong use', () => {
  for (const client of [{}, null, 'key', { messages: {} }])
    assert.throws(() => anthropic.model(client as never, params), {
      name: 'UsageError',
      message:
        /Expected `client` to be an Anthropic client \(with `messages\.create`\) or a function/,
    })
  const send = (): string => ''
  assert.throws(() => anthropic.model(send, { model: '', max_tokens: 1 }), UsageError)
})

test('a request that fails rejects the promise, also if it throws', async () => {
  const model = anthropic.model(() => {
    throw new Error('no network')
  }, params)
  const request = { messages: [], tools: [], parallel: 'allow', signal } as const
  await assert.rejects(model.send(request), /no network/)
})

test('the calls of a response, and none of what is no response', () => {
  const content = [{ type: 'tool_use', id: 'a', name: 'now', input: {} }]
  assert.deepEqual(anthropic.calls({ content, stop_reason: 'tool_use' }), [
    { id: 'a', name: 'now', input: {} },
  ])
  for (const wrong of [undefined, {}, Promise.resolve({})])
    assert.throws(
      () => anthropic.calls(wrong),
      (error) => {
        assert.ok(FanfoldError.is(error))
        return error.code === 'unreadable_response'
      },
    )
})

test('G6: the calls of a message that was cut off are answered, not run', () => {
  const content = [
    { type: 'tool_use', id: 'a', name: 'now', input: {} },
    { type: 'tool_use', id: 'b', name: 'now', input: {} },
  ]
  const calls = anthropic.calls({ content, stop_reason: 'max_tokens' })
  assert.deepEqual(
    calls.map(({ id, invalid }) => [id, invalid?.reason]),
    [
      ['a', 'truncated'],
      ['b', 'truncated'],
    ],
  )
})
