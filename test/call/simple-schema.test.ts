import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import * as fc from 'fast-check'
import { isSurelyValid } from '../../src/call/schema/simple-schema.ts'
import type { JsonSchema } from '../../src/call/tool.ts'

const words =
  'type properties required items additionalProperties enum const anyOf oneOf allOf not minimum exclusiveMaximum multipleOf minLength maxItems uniqueItems title format default examples deprecated $schema $comment $ref $id id pattern nullable minProperties prefixItems $async other'.split(
    ' ',
  )
const values: readonly unknown[] = [
  'object',
  'string',
  'integer',
  'x',
  '',
  '(',
  'https://json-schema.org/draft/2020-12/schema',
  0,
  1,
  -1,
  0.5,
  NaN,
  Infinity,
  true,
  false,
  null,
  undefined,
  [],
  ['a'],
  ['a', 'a'],
  ['string'],
  ['string', 'null'],
  [null, 1, 'a'],
  [{ a: [1] }],
  [[]],
  {},
  [{}],
  [true],
  { a: {} },
  { a: { type: 'x' } },
  { a: 1 },
  { type: 'string' },
  [() => 1],
  JSON.parse('{ "__proto__": { "type": "string" } }'),
]
const options = { strict: false, validateFormats: false, logger: false } as const
const checker = new Ajv2020(options)

it('what is taken for valid at a glance compiles, keyword by keyword', () => {
  let sure = 0
  for (const word of words)
    for (const value of values) {
      const schema = { type: 'object', properties: { a: { [word]: value } } }
      if (!isSurelyValid(schema)) continue
      sure += 1
      assert.equal(checker.validateSchema(schema), true, `${word} ${JSON.stringify(value)}`)
      new Ajv2020({ ...options, validateSchema: false }).compile(schema)
    }
  assert.ok(sure > 100, `only ${sure} were`)
})

it('what is taken for valid at a glance compiles, whatever is inside what', () => {
  const { schema } = fc.letrec<{ schema: JsonSchema | boolean }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(true, { type: 'string', minLength: 1 }, { enum: ['a', 1] }),
      fc.record(
        {
          type: fc.constantFrom('object', 'array', 'null'),
          properties: fc.dictionary(fc.constantFrom('a', 'b-c', '__proto__'), tie('schema')),
          items: tie('schema'),
          anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
          not: tie('schema'),
          required: fc.uniqueArray(fc.constantFrom('a', 'b-c', '__proto__')),
          default: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
    ),
  }))
  fc.assert(
    fc.property(schema, (not) => {
      assert.ok(isSurelyValid({ not }))
      assert.equal(checker.validateSchema({ not }), true)
      new Ajv2020({ ...options, validateSchema: false }).compile({ not })
    }),
  )
})

it('what most tools have is valid at a glance; what only compiling can judge is not', () => {
  assert.ok(
    isSurelyValid({
      type: 'object',
      properties: {
        path: { type: 'string', description: 'Where', minLength: 1 },
        mode: { type: 'string', enum: ['a', 'b'], default: 'a' },
        lines: { type: 'array', items: { anyOf: [{ type: 'integer' }, { type: 'null' }] } },
      },
      required: ['path'],
      additionalProperties: false,
    }),
  )
  const circle: Record<string, unknown> = {}
  circle['not'] = circle
  for (const schema of [
    { $ref: '#' },
    { pattern: 'a' },
    { newWord: 1 },
    { type: undefined },
    circle,
  ])
    assert.equal(isSurelyValid(schema), false)
})
