import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as z from 'zod'
import { collectTools } from '../../../src/adapt/effects/collect-tools.ts'
import { createEngine, tool } from '../../../src/index.ts'

const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
const weather = { name: 'get_weather', description: 'Get the weather.' }

/** One tool in each of the shapes that people have. */
const shapes: Record<string, unknown> = {
  'Fanfold, with a JSON Schema': [tool({ ...weather, inputSchema: schema, execute: () => 1 })],
  'Fanfold, with Zod': tool({
    ...weather,
    inputSchema: z.object({ city: z.string() }),
    execute: () => 1,
  }),
  'the AI SDK': {
    get_weather: { description: weather.description, inputSchema: z.object({ city: z.string() }) },
  },
  'the AI SDK, with jsonSchema()': {
    get_weather: {
      description: weather.description,
      inputSchema: { jsonSchema: schema, validate: () => 1 },
    },
  },
  'the AI SDK 4': { get_weather: { description: weather.description, parameters: schema } },
  Anthropic: [{ ...weather, input_schema: schema }],
  'OpenAI Chat': [{ type: 'function', function: { ...weather, parameters: schema } }],
  'OpenAI Responses': [{ type: 'function', ...weather, parameters: schema }],
  Gemini: [{ functionDeclarations: [{ ...weather, parametersJsonSchema: schema }] }],
  Bedrock: { tools: [{ toolSpec: { ...weather, inputSchema: { json: schema } } }] },
  LangChain: [
    new (class Weather {
      name = weather.name
      description = weather.description
      schema = z.object({ city: z.string() })
      invoke = () => 1
    })(),
  ],
  Mastra: {
    id: 'get_weather',
    description: weather.description,
    inputSchema: z.object({ city: z.string() }),
  },
  'MCP tools/list': { tools: [{ ...weather, inputSchema: schema }] },
  'MCP tools/list, as it was sent': {
    jsonrpc: '2.0',
    id: 1,
    result: { tools: [{ ...weather, inputSchema: schema }] },
  },
}

suite('tools are found in whatever they stand', () => {
  for (const [shape, value] of Object.entries(shapes))
    test(shape, () => {
      const [facts, ...others] = collectTools({ default: value, exported: value })
      assert.deepEqual(others, [])
      assert.equal(facts?.name, 'get_weather')
      assert.equal(facts.description, 'Get the weather.')
      assert.deepEqual(facts.schema?.['properties'], schema.properties)
      assert.deepEqual(facts.schema?.['required'], ['city'])
    })

  test('annotations, and what is declared', () => {
    const annotations = { title: 'Weather', readOnlyHint: true, idempotentHint: 'yes' }
    const [hinted] = collectTools([{ ...weather, inputSchema: schema, annotations }])
    assert.deepEqual(hinted?.hints, { readOnlyHint: true })
    const declared = [{ reads: [] }, { writes: 'a' }, { reads: 'a', writes: [] }, {}].map(
      (effects) => collectTools(tool({ ...weather, ...effects, execute: () => 1 }))[0]?.declares,
    )
    assert.deepEqual(declared, ['reads', 'writes', 'reads', undefined])
  })
})

suite('what is no tool is left alone', () => {
  test('engines, agents, schemas, functions, text, circles, what cannot be read', () => {
    const circle: Record<string, unknown> = { name: 'circle' }
    circle['self'] = circle
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    const exports = {
      engine: createEngine({ tools: [] }),
      agent: new (class Agent {
        name = 'agent'
        description = 'An agent.'
        tools = [{ ...weather, inputSchema: schema }]
      })(),
      schema: z.object({ name: z.string() }),
      json: { type: 'object', properties: { name: { type: 'string', description: 'A name.' } } },
      helper: () => 1,
      text: 'get_weather',
      nothing: null,
      circle,
      proxy,
    }
    assert.deepEqual(collectTools(exports), [])
  })
})
