import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as z from 'zod'
import { anthropic } from '../../../../src/anthropic.ts'
import { bedrock } from '../../../../src/bedrock.ts'
import { gemini } from '../../../../src/gemini.ts'
import { openai } from '../../../../src/openai.ts'
import { tool } from '../../../../src/call/tool.ts'
import { createEngine } from '../../../../src/turn/engine.ts'
import { flatSchema } from '../../../../src/wire/shared/request/flat-schema.ts'

const text = { type: 'string' }
const number = { type: 'number' }

const flat = (schema: object): object => flatSchema({ type: 'object', ...schema })

describe('a union at the top of a schema, which Anthropic and OpenAI refuse', () => {
  it('is sent as one object of all fields, of which those are required that each branch requires', () => {
    const move = { properties: { kind: { const: 'move' }, to: text }, required: ['kind', 'to'] }
    const stop = { properties: { kind: { const: 'stop' }, to: number }, required: ['kind'] }
    assert.deepEqual(flat({ oneOf: [move, stop], description: 'Do it.' }), {
      type: 'object',
      description: 'Do it. One of: { kind: "move", to }, or { kind: "stop", to? }.',
      properties: {
        kind: { anyOf: [{ const: 'move' }, { const: 'stop' }] },
        to: { anyOf: [text, number] },
      },
      required: ['kind'],
    })
  })
  it('keeps what stands beside it, in allOf and behind references, also in circles', () => {
    const schema = {
      properties: { id: text },
      required: ['id'],
      allOf: [{ properties: { a: text }, required: ['a'] }, { properties: { id: text } }],
      anyOf: [{ $ref: '#/$defs/a~1b' }, { $ref: '#/nowhere' }],
      not: { required: ['x'] },
      $defs: { 'a/b': { properties: { b: number }, anyOf: [{ $ref: '#/$defs/a~1b' }] } },
    }
    assert.deepEqual(flat(schema), {
      type: 'object',
      description: 'One of: { b? }, or {}.',
      properties: { id: text, a: text, b: number },
      required: ['id', 'a'],
      $defs: schema.$defs,
    })
    assert.deepEqual(
      flat({ properties: { a: text, b: text }, anyOf: [{ required: ['a'] }, { required: ['b'] }] }),
      {
        type: 'object',
        description: 'One of: { a }, or { b }.',
        properties: { a: text, b: text },
      },
    )
  })
  it('is looked at once where it refers to itself in many branches', () => {
    const refs = Array.from({ length: 400 }, () => ({ $ref: '#/$defs/a' }))
    const $defs = { a: { properties: { x: text }, anyOf: refs, oneOf: refs, allOf: refs } }
    assert.deepEqual(flat({ allOf: refs, $defs }), {
      type: 'object',
      properties: { x: text },
      $defs,
    })
  })
  it('says that it has no fields', () => {
    assert.deepEqual(flat({}), { type: 'object', properties: {} })
  })
  it('is what its top refers to', () => {
    const of = { type: 'object', properties: { q: text }, required: ['q'], description: 'Find.' }
    const definitions = { Search: of, Other: { $ref: '#/definitions/Search' } }
    for (const name of ['Search', 'Other']) {
      const { $ref: _, ...rest } = flat({ $ref: `#/definitions/${name}`, definitions }) as {
        $ref?: string
      }
      assert.equal(_, undefined)
      assert.deepEqual(rest, { ...of, definitions })
    }
    const union = { anyOf: [{ properties: { q: text } }, { properties: { n: number } }] }
    assert.deepEqual(flat({ $ref: '#/$defs/U', $defs: { U: union } }), {
      type: 'object',
      description: 'One of: { q? }, or { n? }.',
      properties: { q: text, n: number },
      $defs: { U: union },
    })
    for (const $ref of ['#', '#/$defs/A'])
      assert.deepEqual(
        (flat({ $ref, $defs: { A: { $ref: '#/$defs/A' } } }) as { properties: object }).properties,
        {},
      )
  })
  it('is the very schema where nothing is refused', () => {
    const schema = { type: 'object', properties: { a: { anyOf: [text, number] } } } as const
    assert.equal(flatSchema(schema), schema)
  })
  it('is checked as it stands when the arguments come', async () => {
    const act = tool({
      name: 'act',
      inputSchema: z.discriminatedUnion('k', [
        z.object({ k: z.literal('a'), x: z.number() }),
        z.object({ k: z.literal('b') }),
      ]),
      execute: ({ k }) => k,
    })
    const engine = createEngine({ tools: [act] })
    const [first] = anthropic.tools(engine)
    assert.deepEqual(Object.keys(first?.input_schema ?? {}).includes('oneOf'), false)
    assert.equal(
      JSON.stringify(openai.chat.tools(engine)).includes('"oneOf":[{"type":"object"'),
      false,
    )
    const { results } = await engine.execute([
      { id: '1', name: 'act', input: { k: 'a' } },
      { id: '2', name: 'act', input: { k: 'b' } },
    ])
    assert.deepEqual(
      results.map(({ status }) => status),
      ['failed', 'ok'],
    )
  })
})

describe('a name that a provider refuses', () => {
  const named = (name: string) => createEngine({ tools: [tool({ name, execute: () => 1 })] })
  for (const name of ['get weather', 'get.weather', 'größe', 'a/b', 'a'.repeat(129)])
    it(`is a mistake of the program: ${name.slice(0, 20)}`, () => {
      const error = {
        name: 'UsageError',
        message: /Expected the name of a tool as \w+ takes it, .*got "/,
      }
      assert.throws(() => anthropic.tools(named(name)), error)
      assert.throws(() => bedrock.tools(named(name)), error)
      if (name !== 'get.weather') assert.throws(() => gemini.tools(named(name)), error)
    })
  it('is for the server to judge where others than the provider speak its format', () => {
    assert.equal(openai.chat.tools(named('get.weather'))[0]?.function.name, 'get.weather')
  })
})
