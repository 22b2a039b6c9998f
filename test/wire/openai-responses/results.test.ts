import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tool } from '../../../src/call/tool.ts'
import { responsesCodec } from '../../../src/wire/openai-responses/codec.ts'
import { result } from '../support/result.ts'
import { functionCall } from '../support/responses-events.ts'

const output = (call_id: string, said: unknown): object => ({
  type: 'function_call_output',
  call_id,
  output: said,
})

test('each result is an item of its own, in call order; a failure says so', () => {
  const results = [
    result('call_B', 'ok', 'one'),
    result('call_A', 'failed', 'No such customer.'),
    result('call_C', 'timed-out', 'It took more than 2 s.'),
    result('call_D', 'failed', '', 'boom'),
  ]
  assert.deepEqual(responsesCodec.results(results), [
    output('call_B', 'one'),
    output('call_A', 'Error: No such customer.'),
    output('call_C', 'Error (timed-out): It took more than 2 s.'),
    output('call_D', 'Error: boom'),
  ])
})

test('an image is shown; one of another type is named; parts without an image are one text', () => {
  const text = { type: 'text', text: 'Seen:' } as const
  const json = { type: 'json', value: { n: 1 } } as const
  const png = { type: 'image', data: 'iVBORw0KGgo=', mediaType: 'image/png' } as const
  const tiff = { type: 'image', data: 'SUkqAA==', mediaType: 'image/tiff' } as const
  assert.deepEqual(
    responsesCodec.results([
      result('a', 'ok', [text, png, tiff]),
      result('b', 'ok', [text, json, tiff]),
      result('c', 'failed', [text, png]),
    ]),
    [
      output('a', [
        { type: 'input_text', text: 'Seen:' },
        { type: 'input_image', image_url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'auto' },
        { type: 'input_text', text: '[An image (image/tiff, 1 KB) that cannot be shown here.]' },
      ]),
      output('b', 'Seen:\n{"n":1}\n[An image (image/tiff, 1 KB) that cannot be shown here.]'),
      output('c', 'Error: Seen:\n[An image (image/png, 1 KB) that cannot be shown here.]'),
    ],
  )
})

test('half of a surrogate pair is mended', () => {
  assert.deepEqual(responsesCodec.results([result('a', 'ok', 'x\ud83d')]), [output('a', 'x\ufffd')])
})

test('a custom tool’s call is answered by an item of its own type; a program’s names the program', () => {
  const caller = { type: 'program', caller_id: 'prog_1' }
  const custom = { type: 'custom_tool_call' as const, call_id: 'c', name: 'sql', input: 'x' }
  const program = { ...functionCall('P', 'f', '{}'), caller } as never
  const results = [result('c', 'ok', 'one'), result('call_P', 'ok', 'two')]
  assert.deepEqual(responsesCodec.results(results, [custom, program]), [
    { type: 'custom_tool_call_output', call_id: 'c', output: 'one' },
    { ...output('call_P', 'two'), caller },
  ])
  for (const none of [{}, { type: '' }, null])
    assert.deepEqual(
      responsesCodec.results(results.slice(1), [{ ...(program as object), caller: none } as never]),
      [output('call_P', 'two')],
    )
})

test('tools are written as functions, not strict; one that takes text as a custom tool', () => {
  const now = tool({ name: 'now', description: 'The time.', execute: () => 0 })
  const sql = tool({ name: 'sql', inputSchema: { type: 'string' }, execute: () => 0 })
  assert.deepEqual(responsesCodec.tools([now, sql]), [
    {
      type: 'function',
      name: 'now',
      description: 'The time.',
      parameters: { type: 'object', properties: {} },
      strict: false,
    },
    { type: 'custom', name: 'sql' },
  ])
})

test("the user's words are an item", () => {
  const words = { type: 'message', role: 'user', content: 'Hi' }
  assert.deepEqual(responsesCodec.user('Hi'), words)
})
