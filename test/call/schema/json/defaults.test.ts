import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makeValidator } from '../../../../src/call/schema/schema.ts'
import { tool } from '../../../../src/call/tool.ts'
import { createEngine } from '../../../../src/turn/engine.ts'

const text = { type: 'string' }
const list = { ...text, default: 'main' }

/** What a tool with this schema gets of an input that fits. */
function madeOf(schema: object, input: unknown): unknown {
  const before = structuredClone(input)
  const validated = makeValidator('a', schema as never)(input)
  assert.deepEqual(input, before)
  assert.ok('ok' in validated && validated.ok)
  return validated.value
}

describe('the defaults of a JSON Schema', () => {
  it('are filled in where a property is not there', () => {
    const schema = { properties: { list, item: text } }
    assert.deepEqual(madeOf(schema, { item: 'a' }), { item: 'a', list: 'main' })
    assert.deepEqual(madeOf(schema, { list: undefined }), { list: 'main' })
    const whole = { list: 'own' }
    assert.equal(madeOf(schema, whole), whole)
    assert.equal(madeOf({ properties: { item: text } }, whole), whole)
  })

  it('are filled in within objects, lists, allOf and what is referred to, also in circles', () => {
    const inner = { type: 'object', properties: { list } }
    const found = { list: 'main' }
    assert.deepEqual(madeOf({ properties: { o: inner } }, { o: {} }), { o: found })
    assert.deepEqual(madeOf({ properties: { o: inner } }, {}), {})
    const made = { properties: { o: { ...inner, default: {} } } }
    assert.deepEqual(madeOf(made, {}), { o: found })
    assert.deepEqual(
      madeOf({ properties: { os: { items: inner } } }, { os: [{}, { list: 'b' }] }),
      {
        os: [found, { list: 'b' }],
      },
    )
    assert.deepEqual(madeOf({ allOf: [inner] }, {}), found)
    const tree = {
      $ref: '#/$defs/node',
      $defs: { node: { properties: { list, next: { $ref: '#/$defs/node' } } } },
    }
    assert.deepEqual(madeOf(tree, { next: {} }), { list: 'main', next: { list: 'main' } })
  })

  it('are each of its own call', () => {
    const schema = { properties: { o: { type: 'object', default: { a: [] } } } }
    const [one, two] = [madeOf(schema, {}), madeOf(schema, {})] as { o: object }[]
    assert.deepEqual(one, { o: { a: [] } })
    assert.notEqual(one?.o, two?.o)
  })

  it('are not filled in where it is not clear that they are meant, nor if they do not fit', () => {
    const inner = { properties: { list } }
    for (const schema of [
      { anyOf: [inner] },
      { oneOf: [inner] },
      { if: {}, then: inner },
      { properties: { list: { ...text, default: null } } },
      { properties: { list }, not: { required: ['list'] } },
      { properties: { list }, maxProperties: 0 },
      {
        properties: { list: { $ref: '#/definitions/a', default: 'x' } },
        definitions: { a: text },
        $schema: 'http://json-schema.org/draft-07/schema#',
      },
    ])
      assert.deepEqual(madeOf(schema, {}), {}, JSON.stringify(schema))
    assert.deepEqual(madeOf({ properties: { a: { ...text, default: 1 }, list } }, {}), {
      list: 'main',
    })
  })

  it('do not stand in for what is required', () => {
    const validate = makeValidator('a', { properties: { list }, required: ['list'] })
    assert.deepEqual(validate({}), {
      ok: false,
      issues: ["The arguments must have required property 'list'."],
    })
  })

  it('and a name that is no field of a copy', () => {
    const schema = JSON.parse('{ "properties": { "__proto__": { "default": { "a": 1 } } } }')
    assert.equal((madeOf(schema as object, {}) as { a?: unknown }).a, undefined)
  })

  it('are in the keys of a call, and in what its tool gets', async () => {
    const add = tool({
      name: 'add',
      inputSchema: { type: 'object', properties: { list, item: text } },
      writes: ({ list: name }) => `list/${String(name)}`,
      execute: (input) => input,
    })
    const engine = createEngine({ tools: [add] })
    const calls = [
      { id: '1', name: 'add', input: { item: 'a' } },
      { id: '2', name: 'add', input: { item: 'b', list: 'main' } },
    ]
    assert.match(engine.explain(calls).text, /list\/main/)
    assert.doesNotMatch(engine.explain(calls).text, /undefined/)
    const { results } = await engine.execute(calls)
    assert.deepEqual(results[0]?.value, { item: 'a', list: 'main' })
    assert.deepEqual(calls[0]?.input, { item: 'a' })
  })
})
