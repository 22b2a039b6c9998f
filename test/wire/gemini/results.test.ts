import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as z from 'zod'
import type { Content } from '../../../src/call/content/content.ts'
import type { Status } from '../../../src/call/report/result.ts'
import { tool } from '../../../src/call/tool.ts'
import { geminiCodec, geminiCodecFor } from '../../../src/wire/gemini/codec.ts'
import { result } from '../support/result.ts'

function answer(status: Status, content: Content, model = '', error?: string): unknown {
  const [message] = geminiCodecFor(model).results([result('x', status, content, error)])
  return message?.parts[0]?.functionResponse
}

test('all results are one content of the user’s, in call order', () => {
  const results = [
    result('a', 'ok', 'one'),
    result('b', 'timed-out', 'late'),
    result('c', 'ok', ''),
  ]
  assert.deepEqual(geminiCodec.results(results), [
    {
      role: 'user',
      parts: [
        { functionResponse: { id: 'a', name: 'f', response: { result: 'one' } } },
        { functionResponse: { id: 'b', name: 'f', response: { error: 'late' } } },
        { functionResponse: { id: 'c', name: 'f', response: { result: '' } } },
      ],
    },
  ])
  assert.deepEqual(geminiCodec.results([]), [])
})

for (const status of ['failed', 'timed-out', 'cancelled', 'denied', 'skipped', 'unknown'] as const)
  test(`${status} is an error, and says something`, () => {
    const error = `The call ended as ${status}, without a message.`
    assert.deepEqual(answer(status, ' '), { id: 'x', name: 'f', response: { error } })
    assert.deepEqual(answer(status, '', 'gemini-3-pro', 'No luck.'), {
      id: 'x',
      name: 'f',
      response: { error: 'No luck.' },
    })
  })

const image = { type: 'image', data: 'iVBORw0KGgo=', mediaType: 'image/png' } as const
const inlineData = { mimeType: 'image/png', data: 'iVBORw0KGgo=' }

test('a model from Gemini 3 on is shown images', () => {
  for (const model of ['gemini-3-pro-preview', 'models/gemini-3.1-flash', 'gemini-10-x']) {
    assert.deepEqual(answer('ok', [{ type: 'text', text: 'Seen:' }, image], model), {
      id: 'x',
      name: 'f',
      response: { result: 'Seen:' },
      parts: [{ inlineData }],
    })
    assert.deepEqual(answer('ok', [image, image], model), {
      id: 'x',
      name: 'f',
      response: { result: 'The images are attached.' },
      parts: [{ inlineData }, { inlineData }],
    })
  }
})

test('any other model is told of them, and any model of a kind that Gemini does not take', () => {
  const told = '[An image (image/png, 1 KB) that cannot be shown here.]'
  for (const model of ['', 'gemini-2.5-pro', 'gemini-flash-latest', 'tunedModels/mine'])
    assert.deepEqual(answer('ok', [image], model), {
      id: 'x',
      name: 'f',
      response: { result: told },
    })
  const tiff = { ...image, mediaType: 'image/tiff' }
  assert.deepEqual(answer('ok', [tiff], 'gemini-3-pro'), {
    id: 'x',
    name: 'f',
    response: { result: '[An image (image/tiff, 1 KB) that cannot be shown here.]' },
  })
  assert.deepEqual(answer('failed', [{ type: 'text', text: 'No.' }, image], 'gemini-3-pro'), {
    id: 'x',
    name: 'f',
    response: { error: `No.\n${told}` },
  })
})

test('what a tool says stays text: in an object, Gemini would follow a $ref and refuse it', () => {
  assert.deepEqual(answer('ok', '{"$ref":"#/$defs/x"}'), {
    id: 'x',
    name: 'f',
    response: { result: '{"$ref":"#/$defs/x"}' },
  })
  assert.deepEqual(
    answer('ok', [
      { type: 'json', value: { n: 10n } },
      { type: 'resource', uri: 'a:b' },
    ]),
    {
      id: 'x',
      name: 'f',
      response: { result: '{"n":"10"}\n[a:b]' },
    },
  )
})

test('half a surrogate pair is mended', () => {
  assert.deepEqual(answer('ok', 'ab\uD83D'), {
    id: 'x',
    name: 'f',
    response: { result: 'ab\uFFFD' },
  })
})

test('tools are one tool of functions, whose parameters are JSON Schema', () => {
  const schema = z.object({ city: z.string(), unit: z.enum(['C', 'F']).optional() }).strict()
  const city = tool({
    name: 'weather',
    description: 'The weather.',
    inputSchema: schema,
    execute: () => 0,
  })
  const [written] = geminiCodec.tools([city])
  assert.deepEqual(written, {
    functionDeclarations: [
      {
        name: 'weather',
        description: 'The weather.',
        parametersJsonSchema: {
          type: 'object',
          properties: { city: { type: 'string' }, unit: { type: 'string', enum: ['C', 'F'] } },
          required: ['city'],
          additionalProperties: false,
        },
      },
    ],
  })
  assert.deepEqual(geminiCodec.tools([]), [])
})

test('a function without parameters has no schema, for Gemini has refused empty ones', () => {
  const plain = tool({ name: 'now', execute: () => 0 })
  const none = tool({ name: 'none', inputSchema: z.strictObject({}), execute: () => 0 })
  const any = tool({ name: 'any', inputSchema: { additionalProperties: true }, execute: () => 0 })
  const [written] = geminiCodec.tools([plain, none, any])
  assert.deepEqual(written?.functionDeclarations, [
    { name: 'now' },
    { name: 'none' },
    { name: 'any', parametersJsonSchema: { type: 'object', additionalProperties: true } },
  ])
})

test("the user's words are a content", () => {
  assert.deepEqual(geminiCodec.user('Hi'), { role: 'user', parts: [{ text: 'Hi' }] })
})
