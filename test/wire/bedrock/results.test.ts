import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as z from 'zod'
import type { Content } from '../../../src/call/content/content.ts'
import type { Status } from '../../../src/call/report/result.ts'
import { tool } from '../../../src/call/tool.ts'
import { bedrockCodec } from '../../../src/wire/bedrock/codec.ts'
import { result } from '../support/result.ts'

interface Block {
  readonly toolResult: { readonly content: readonly Record<string, unknown>[] }
}

function block(status: Status, content: Content, error?: string): Block {
  const [message] = bedrockCodec.results([result('tooluse_1', status, content, error)])
  return message?.content[0] as unknown as Block
}

test('all results are one message, in call order', () => {
  const results = [
    result('a', 'ok', 'one'),
    result('b', 'timed-out', 'late'),
    result('c', 'ok', ''),
  ]
  assert.deepEqual(bedrockCodec.results(results), [
    {
      role: 'user',
      content: [
        { toolResult: { toolUseId: 'a', content: [{ text: 'one' }] } },
        { toolResult: { toolUseId: 'b', content: [{ text: 'late' }], status: 'error' } },
        { toolResult: { toolUseId: 'c', content: [{ text: '(no output)' }] } },
      ],
    },
  ])
  assert.deepEqual(bedrockCodec.results([]), [])
})

for (const status of ['failed', 'timed-out', 'cancelled', 'denied', 'skipped', 'unknown'] as const)
  test(`${status} is an error, and says something`, () => {
    assert.deepEqual(block(status, ''), {
      toolResult: {
        toolUseId: 'tooluse_1',
        content: [{ text: `The call ended as ${status}, without a message.` }],
        status: 'error',
      },
    })
  })

test('content parts become blocks; of JSON, objects only', () => {
  const content: Content = [
    { type: 'text', text: 'Seen:' },
    { type: 'text', text: ' ' },
    { type: 'json', value: { n: 10n } },
    { type: 'json', value: [1] },
    { type: 'image', data: 'iVBORw0KGgo=', mediaType: 'image/png' },
    { type: 'image', data: 'AAAA', mediaType: 'image/tiff' },
    { type: 'resource', uri: 'file:///a.txt', text: 'hello' },
  ]
  const blocks = block('ok', content).toolResult.content
  const image = { format: 'png', source: { bytes: 'iVBORw0KGgo=' } }
  assert.deepEqual(JSON.parse(JSON.stringify(blocks)), [
    { text: 'Seen:' },
    { json: { n: '10' } },
    { text: '[1]' },
    { image },
    { text: '[An image (image/tiff, 1 KB) that cannot be shown here.]' },
    { text: '[file:///a.txt]\nhello' },
  ])
  const { source } = (blocks[3] as { image: { source: { bytes: unknown } } }).image
  assert.ok(source.bytes instanceof Uint8Array, 'the SDK takes bytes')
  assert.equal(Buffer.from(source.bytes).toString('base64'), 'iVBORw0KGgo=')
})

test('an error is text only', () => {
  const image = { type: 'image', data: 'iVBORw0KGgo=', mediaType: 'image/png' } as const
  assert.deepEqual(block('failed', [{ type: 'text', text: 'No.' }, image]).toolResult.content, [
    { text: 'No.\n[An image (image/png, 1 KB) that cannot be shown here.]' },
  ])
})

test('half a surrogate pair is mended', () => {
  assert.deepEqual(block('ok', 'ab\uD83D').toolResult.content, [{ text: 'ab\uFFFD' }])
})

test('tools are written with their JSON Schema', () => {
  const plain = tool({ name: 'now', execute: () => 0 })
  const city = tool({
    name: 'weather',
    description: 'The weather.',
    inputSchema: z.object({ city: z.string() }),
    execute: () => 0,
  })
  const [first, second] = bedrockCodec.tools([plain, city])
  assert.deepEqual(first, {
    toolSpec: { name: 'now', inputSchema: { json: { type: 'object', properties: {} } } },
  })
  assert.equal(second?.toolSpec.description, 'The weather.')
  const { json } = second.toolSpec.inputSchema as { json: { required?: unknown } }
  assert.deepEqual(json.required, ['city'])
})

test("the user's words are a message", () => {
  assert.deepEqual(bedrockCodec.user('Hi'), { role: 'user', content: [{ text: 'Hi' }] })
})
