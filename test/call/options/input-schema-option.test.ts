import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as z from 'zod'
import * as zm from 'zod/mini'
import { jsonSchema, tool, UsageError } from '../../../src/index.ts'
import { toJsonSchema } from '../../../src/call/schema/schema.ts'

const validate = (value: unknown): object => ({ value })
/** A schema of a library that does not write JSON Schema. */
const mute = (vendor: string, more: object = {}): object => ({
  '~standard': { version: 1, vendor, validate },
  ...more,
})
const writing = (input: () => unknown): object => ({
  '~standard': { version: 1, vendor: 'acme', validate, jsonSchema: { input } },
})
const zod3 = { _def: { typeName: 'ZodObject' }, parse: validate }
class Input {
  id = 1
}

const make = (inputSchema: unknown): unknown =>
  tool({ name: 'find', inputSchema: inputSchema as never, execute: () => '' })

/** What is no schema of a tool's arguments, what is said of it, and what to do. */
const refused: readonly (readonly [what: string, schema: unknown, got: RegExp, advice: RegExp])[] =
  [
    [
      'Valibot',
      mute('valibot'),
      /got one of valibot that/,
      /toStandardJsonSchema\(…\) of the package @valibot/,
    ],
    [
      'Zod Mini',
      zm.object({ id: zm.number() }),
      /one of zod that/,
      /z\.toJSONSchema\(schema, \{ io: 'input' \}\)/,
    ],
    [
      'Zod 4.1',
      mute('zod', { _zod: { version: { major: 4, minor: 1 } } }),
      /one of zod/,
      /Update zod to 4\.2/,
    ],
    [
      'Zod 3.25',
      mute('zod', { _def: { typeName: 'ZodObject' } }),
      /one of zod/,
      /zodToJsonSchema\(schema\)/,
    ],
    ['Zod 3.23', zod3, /got one of Zod 3\./, /zodToJsonSchema\(schema\)/],
    [
      'Effect',
      Object.assign(() => {}, { ast: {} }),
      /got a function/,
      /toStandardJSONSchemaV1\(schema\)/,
    ],
    ['any other library', mute('acme'), /one of acme/, /Update that library, add `jsonSchema`/],
    [
      'a type that JSON does not have',
      z.object({ at: z.date() }),
      /zod says: Date cannot/,
      /text for a date/,
    ],
    ['a shape of Zod', { id: z.number() }, /an object of schemas/, /Wrap it: z\.object\(/],
    ['a shape of Zod 3', { id: zod3 }, /an object of schemas/, /Wrap it: z\.object\(/],
    ['a shape of Valibot', { id: mute('valibot') }, /an object of schemas/, /Wrap it: v\.object\(/],
    ['a shape of ArkType', { id: mute('arktype') }, /an object of schemas/, /Wrap it: type\(/],
    ['text', z.string(), /got one of "string"/, /Wrap it in an object/],
    ['a list', z.array(z.string()), /got one of "array"/, /Wrap it in an object/],
    ['one of many texts', { enum: ['a'] }, /got one of something else/, /Wrap it in an object/],
    [
      'several kinds, of which none is an object',
      { anyOf: [{ type: 'null' }, { type: ['string'] }] },
      /got one of/,
      /Wrap it/,
    ],
    [
      'fields',
      { city: { type: 'string' }, days: { type: 'integer' } },
      /an object of city, days/,
      /into \{ type: 'object'/,
    ],
    ['fields of texts', { city: 'string' }, /an object of city/, /into \{ type: 'object'/],
    [
      'fields that are called like words',
      { title: { type: 'string' } },
      /an object of title/,
      /into \{ type/,
    ],
    [
      'the AI SDK, wrapped',
      { jsonSchema: { type: 'object' } },
      /an object of jsonSchema/,
      /in `jsonSchema`/,
    ],
    [
      'a tool of a provider',
      { name: 'x', parameters: { type: 'object' } },
      /of name, parameters/,
      /in `parameters`/,
    ],
    ['JSON text', '{"type":"object"}', /got "\{/, /JSON\.parse/],
    ['a class', Input, /got a function/, /A class does not say/],
    ['an instance', new Input(), /an object of id/, /into \{ type/],
    ['a function', () => z.object({}), /got a function/, /Give what it returns/],
    ['a promise', Promise.resolve({}), /got a Promise/, /Await it/],
    ['nothing', null, /got `null`\.$/, /Standard Schema or a JSON Schema/],
    ['a list of schemas', [z.string()], /got an array\.$/, /Standard Schema or a JSON Schema/],
    ['an unknown type', { type: 'objekt' }, /a valid JSON Schema: type must be/, /object, array/],
    [
      'a circle',
      (() => {
        const round: Record<string, unknown> = { type: 'object' }
        return Object.assign(round, { round })
      })(),
      /valid JSON Schema: Converting circular/,
      /./,
    ],
    ['an empty mark', { '~standard': {} }, /whose "~standard" has `validate`/, /./],
    ['a mark of nothing', { '~standard': null }, /whose "~standard" has `validate`/, /./],
    [
      'a mark that throws',
      {
        get '~standard'(): never {
          throw new Error('trap')
        },
      },
      /to be readable, but: trap/,
      /./,
    ],
    [
      'a schema that writes nothing',
      writing(() => undefined),
      /what it wrote is `undefined`, not an object/,
      /./,
    ],
    [
      'a schema whose JSON Schema is text',
      writing(() => 'x'),
      /what it wrote is "x", not an object/,
      /./,
    ],
  ]

describe('what is no schema of a tool’s arguments is refused where the tool is made, with what to do', () => {
  for (const [what, schema, got, advice] of refused)
    it(what, () => {
      assert.throws(
        () => make(schema),
        (error) =>
          error instanceof UsageError &&
          /^Expected `inputSchema.* of tool "find" /.test(error.message) &&
          got.test(error.message) &&
          advice.test(error.message) &&
          error.message.length < 600,
      )
    })
})

describe('a schema of a tool’s arguments', () => {
  const taken: readonly (readonly [what: string, schema: unknown, told: object])[] = [
    ['of Zod', z.object({ id: z.int() }), { type: 'object' }],
    [
      'of Zod, one of several',
      z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]),
      {},
    ],
    ['of Zod, of any kind', z.any(), {}],
    ['that writes itself', writing(() => ({ type: 'object' })), { type: 'object' }],
    ['that is absent', undefined, { type: 'object' }],
    ['in JSON', { type: 'object', properties: {} }, { type: 'object' }],
    ['in JSON, of which the type is not said', { properties: { a: {} } }, {}],
    ['in JSON, of an object or nothing', { type: ['object', 'null'] }, {}],
    ['in JSON, with a reference', { $ref: '#/$defs/a', $defs: { a: { type: 'object' } } }, {}],
    ['in JSON, that says little', { description: 'Anything.' }, {}],
    ['in JSON, that says nothing', {}, {}],
    [
      'in JSON, without a prototype',
      Object.assign(Object.create(null) as object, { type: 'object' }),
      {},
    ],
    ['in JSON, with a type by hand', jsonSchema<{ a: string }>({ minProperties: 1 }), {}],
  ]
  for (const [what, schema, told] of taken)
    it(what, () => {
      make(schema)
      const written: object = toJsonSchema('find', schema as never)
      for (const [word, said] of Object.entries(told))
        assert.equal(Reflect.get(written, word), said)
    })

  it('is written as JSON Schema once', () => {
    let times = 0
    const schema = writing(() => ({ type: 'object', times: (times += 1) }))
    make(schema)
    make(schema)
    assert.deepEqual(toJsonSchema('find', schema as never), { type: 'object', times: 1 })
  })
})

describe('an option of a tool, by the name that others have for it', () => {
  for (const [given, meant] of [
    ['parameters', 'inputSchema'],
    ['handler', 'execute'],
    ['timeout', 'timeoutMs'],
    ['maxRetries', 'retries'],
    ['write', 'writes'],
    ['constructor', undefined],
  ] as const)
    it(`${given} is ${meant ?? 'nothing'}`, () => {
      const options = { name: 'find', execute: () => '', [given]: 1 }
      assert.throws(
        () => tool(options as never),
        meant === undefined
          ? /got `constructor`\.$/
          : new RegExp(`got \`${given}\`\\. Did you mean \`${meant}\`\\?$`),
      )
    })
})
