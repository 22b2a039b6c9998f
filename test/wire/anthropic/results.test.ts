import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as z from 'zod'
import type { Content } from '../../../src/call/content/content.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import type { Status } from '../../../src/call/report/result.ts'
import { anthropicCodec } from '../../../src/wire/anthropic/codec.ts'
import { result } from '../support/result.ts'

function block(status: Status, content: Content, error?: string): unknown {
  const [message] = anthropicCodec.results([result('toolu_1', status, content, error)])
  return message?.content[0]
}

test('all results are one message, in call order', () => {
  const results = [
    result('a', 'ok', 'one'),
    result('b', 'timed-out', 'late'),
    result('c', 'ok', ''),
  ]
  assert.deepEqual(anthropicCodec.results(results), [
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'a', content: 'one' },
        { type: 'tool_result', tool_use_id: 'b', content: 'late', is_error: true },
        { type: 'tool_result', tool_use_id: 'c', content: '' },
      ],
    },
  ])
  assert.deepEqual(anthropicCodec.results([]), [])
})

for (const status of ['failed', 'timed-out', 'cancelled', 'denied', 'skipped', 'unknown'] as const)
  test(`${status} is an error, and says something`, () => {
    assert.deepEqual(block(status, ''), {
      type: 'tool_result',
      tool_use_id: 'toolu_1',
      content: `The call ended as ${status}, without a message.`,
      is_error: true,
    })
  })

test('content parts become blocks', () => {
  const content: Content = [
    { type: 'text', text: 'Seen:' },
    { type: 'text', text: ' ' },
    { type: 'json', value: { n: 10n } },
    { type: 'image', data: 'iVBORw0KGgo=', mediaType: 'image/png' },
    { type: 'image', data: 'AAAA', mediaType: 'image/tiff' },
    { type: 'resource', uri: 'file:///a.txt', text: 'hello' },
    { type: 'resource', uri: 'file:///b.bin' },
  ]
  assert.deepEqual(block('ok', content), {
    type: 'tool_result',
    tool_use_id: 'toolu_1',
    content: [
      { type: 'text', text: 'Seen:' },
      { type: 'text', text: '{"n":"10"}' },
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
      { type: 'text', text: '[An image (image/tiff, 1 KB) that cannot be shown here.]' },
      { type: 'text', text: '[file:///a.txt]\nhello' },
      { type: 'text', text: '[file:///b.bin]' },
    ],
  })
})

test('an error is text only, for Anthropic takes no image in one', () => {
  const image = { type: 'image', data: 'iVBORw0KGgo=', mediaType: 'image/png' } as const
  assert.equal(
    (block('failed', [{ type: 'text', text: 'No.' }, image]) as { content: unknown }).content,
    'No.\n[An image (image/png, 1 KB) that cannot be shown here.]',
  )
})

test('half a surrogate pair is mended, for Anthropic refuses the request', () => {
  assert.equal((block('ok', 'ab\uD83D') as { content: unknown }).content, 'ab\uFFFD')
})

test('tools are written with their JSON Schema, which is made once', () => {
  const plain = tool({ name: 'now', execute: () => 0 })
  const city = tool({
    name: 'weather',
    description: 'The weather.',
    inputSchema: z.object({ city: z.string() }),
    execute: () => 0,
  })
  const untyped = tool({ name: 'raw', inputSchema: { properties: {} }, execute: () => 0 })
  const tools: AnyTool[] = [plain, city, untyped]
  const [first, second, third] = anthropicCodec.tools(tools)
  assert.deepEqual(first, { name: 'now', input_schema: { type: 'object', properties: {} } })
  assert.equal(second?.description, 'The weather.')
  assert.deepEqual(second.input_schema.required, ['city'])
  assert.equal(second.input_schema.$schema, undefined)
  assert.deepEqual(third?.input_schema, { type: 'object', properties: {} })
  assert.equal(anthropicCodec.tools(tools)[1]?.input_schema, second.input_schema)
})

test("the user's words are a message", () => {
  assert.deepEqual(anthropicCodec.user('Hi'), { role: 'user', content: 'Hi' })
})
