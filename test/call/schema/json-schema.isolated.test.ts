import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { it } from 'node:test'
import { makeValidator } from '../../../src/call/schema/schema.ts'
import type { JsonSchema } from '../../../src/call/tool.ts'

function accepts(schema: JsonSchema, input: unknown): boolean {
  const result = makeValidator('t', schema)(input)
  assert.ok(!(result instanceof Promise))
  return result.ok
}

it('a schema that is none throws when the validator is made, whatever is wrong with it', () => {
  const wrong: readonly JsonSchema[] = [
    { type: 'strin' },
    { type: 'object', properties: { a: { minimum: '1' } } },
    { type: 'object', properties: { a: { $ref: '#/$defs/missing' } } },
    { type: 'object', properties: { a: { type: 'string', pattern: '(' } } },
    { type: 'object', required: ['a', 'a'] },
    { type: 'object', properties: { a: { anyOf: [] } } },
    { type: 'object', properties: { a: { items: [{}] } } },
    { $schema: 'https://example.com/no-dialect' },
  ]
  for (const schema of wrong)
    assert.throws(
      () => makeValidator('t', schema),
      /inputSchema` of tool "t" to be a valid JSON Schema/,
      JSON.stringify(schema),
    )
})

it('a valid schema checks the arguments, whether it is compiled at once or at the first call', () => {
  const plain = { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] }
  const withReference = {
    type: 'object',
    properties: { id: { $ref: '#/$defs/id' } },
    required: ['id'],
    $defs: { id: { type: 'integer' } },
  }
  for (const schema of [plain, withReference]) {
    assert.equal(accepts(schema, { id: 1 }), true)
    assert.equal(accepts(schema, { id: 'x' }), false)
  }
  assert.deepEqual(makeValidator('t', plain)({ id: 'x' }), {
    ok: false,
    issues: ['id: must be integer'],
  })
})

it('two tools may have schemas with one $id, the same or another', () => {
  const $id = 'https://example.com/a.json'
  assert.equal(accepts({ $id, type: 'object', required: ['a'] }, {}), false)
  assert.equal(accepts({ $id, type: 'object', required: ['b'] }, { b: 1 }), true)
})

it('draft 7 is taken where a schema says so', () => {
  const $schema = 'http://json-schema.org/draft-07/schema#'
  const schema = { $schema, properties: { pair: { items: [{ type: 'string' }] } } }
  assert.equal(accepts(schema, { pair: ['a'] }), true)
  assert.equal(accepts(schema, { pair: [1] }), false)
})

it('a schema that calls itself asynchronous is checked all the same', () => {
  assert.equal(accepts({ $async: true, type: 'object', required: ['a'] }, {}), false)
})

it('schemas go with their tools', () => {
  const script = `
    const { makeValidator } = await import(${JSON.stringify(new URL('../../../src/call/schema/schema.ts', import.meta.url).href)})
    let made = 0
    const make = () => {
      for (const end = made + 800; made < end; made += 1) {
        const properties = { id: { type: 'integer' }, ['key' + made]: { pattern: '^a' } }
        makeValidator('t', { $id: 'https://example.com/' + made, type: 'object', properties })({})
      }
    }
    const used = async () => {
      for (let n = 0; n < 4; n += 1) { gc(); await new Promise(setImmediate) }
      return process.memoryUsage().heapUsed
    }
    make()
    const before = await used()
    make()
    console.log((await used()) - before)`
  const args = ['--expose-gc', '--input-type=module', '--eval', script]
  const grown = Number(execFileSync(process.execPath, args, { encoding: 'utf8' }))
  // One that is kept takes more than 3,000 bytes.
  assert.ok(grown < 800 * 1_000, `800 schemas left ${grown} bytes`)
})
