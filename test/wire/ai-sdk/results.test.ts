import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aiSdkCodec, codecWith } from '../../../src/wire/ai-sdk/codec.ts'
import { result } from '../support/result.ts'

const photo = [
  { type: 'text' as const, text: 'Here:' },
  { type: 'image' as const, data: 'aGk=', mediaType: 'image/png' },
]

test('one message holds all results, in call order', () => {
  const results = [
    result('b', 'ok', 'two'),
    result('a', 'failed', 'No such customer.'),
    result('c', 'timed-out', '', 'Too slow.'),
    result('d', 'ok', [{ type: 'json', value: { n: 1 } }]),
  ]
  assert.deepEqual(aiSdkCodec.results(results), [
    {
      role: 'tool',
      content: [
        ['b', { type: 'text', value: 'two' }],
        ['a', { type: 'error-text', value: 'Error: No such customer.' }],
        ['c', { type: 'error-text', value: 'Error (timed-out): Too slow.' }],
        ['d', { type: 'text', value: '{"n":1}' }],
      ].map(([toolCallId, output]) => ({ type: 'tool-result', toolCallId, toolName: 'f', output })),
    },
  ])
  assert.deepEqual(aiSdkCodec.results([]), [])
})

test('what the provider said of a call goes with its result', () => {
  const providerMetadata = { openai: { parallelToolCall: { index: 0, count: 2 } } }
  const asked = aiSdkCodec.read({
    content: [
      { type: 'tool-call', toolCallId: 'a', toolName: 'f', input: '{}', providerMetadata },
      { type: 'tool-call', toolCallId: 'b', toolName: 'f', input: '{}' },
    ],
    finishReason: 'tool-calls',
  }).messages
  const [message] = aiSdkCodec.results([result('a', 'ok', 'x'), result('b', 'ok', 'y')], asked)
  const options = ((message?.content ?? []) as { providerOptions?: unknown }[]).map(
    ({ providerOptions }) => providerOptions,
  )
  assert.deepEqual(options, [providerMetadata, undefined])
})

test('an image is written as the version has it, or named where the provider takes none', () => {
  const text = { type: 'text', text: 'Here:' }
  for (const [images, output] of [
    ['v4', [text, { type: 'file', data: { type: 'data', data: 'aGk=' }, mediaType: 'image/png' }]],
    ['v3', [text, { type: 'image-data', data: 'aGk=', mediaType: 'image/png' }]],
    ['v2', [text, { type: 'media', data: 'aGk=', mediaType: 'image/png' }]],
  ] as const) {
    const [message] = codecWith(images).results([result('a', 'ok', photo)])
    const [part] = (message?.content ?? []) as { output: unknown }[]
    assert.deepEqual(part?.output, { type: 'content', value: output })
  }
  const [message] = codecWith('text').results([result('a', 'ok', photo)])
  const [part] = (message?.content ?? []) as { output: { value: string } }[]
  assert.match(part?.output.value ?? '', /^Here:\n\[An image \(image\/png/)
})
