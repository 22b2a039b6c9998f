import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  jsonSchema,
  tool,
  type FromJsonSchema,
  type InputOf,
  type JsonSchema,
} from '../src/index.ts'

// What these tests check is that they compile.

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Says of a schema, as it is written down, whether its type is the wanted one. */
const typeOf = <const S>(_schema: S) => ({
  is: <Wanted>(same: Same<FromJsonSchema<S>, Wanted>): boolean => same,
})

const string = { type: 'string' } as const
const deep = <const S>(schema: S) =>
  ({ type: 'object', properties: { a: schema }, required: ['a'] }) as const

test('the type of what a JSON Schema describes is read off the literal', () => {
  const all = [
    typeOf({ type: 'string' }).is<string>(true),
    typeOf({ type: 'integer', minimum: 1 }).is<number>(true),
    typeOf({ type: ['number', 'null'] }).is<number | null>(true),
    typeOf({ type: 'boolean', nullable: true }).is<boolean | null>(true),
    typeOf({ const: 5 }).is<5>(true),
    typeOf({ type: 'string', enum: ['a', 'b'] }).is<'a' | 'b'>(true),
    typeOf({ enum: ['a', 1, null] }).is<'a' | 1 | null>(true),
    typeOf({ type: 'array', items: string }).is<string[]>(true),
    typeOf({ type: 'array' }).is<unknown[]>(true),
    typeOf({ type: 'array', prefixItems: [string], items: string }).is<unknown[]>(true),
    typeOf({ anyOf: [string, { type: 'null' }] }).is<string | null>(true),
    typeOf({ oneOf: [{ const: 'a' }, { type: 'array', items: string }] }).is<'a' | string[]>(true),
    typeOf({ type: 'object' }).is<Record<string, unknown>>(true),
    typeOf({ type: 'object', additionalProperties: string }).is<Record<string, string>>(true),
    typeOf({ type: 'object', properties: { a: string }, required: ['a'] }).is<{ a: string }>(true),
    typeOf({ type: 'object', properties: { a: string } }).is<{ a?: string }>(true),
    typeOf({ type: 'object', properties: { a: string, b: string }, required: ['b'] }).is<{
      b: string
      a?: string
    }>(true),
    typeOf({ properties: { a: { $ref: '#/$defs/a' } }, required: ['a'] }).is<{ a: unknown }>(true),
    typeOf({ type: 'object', properties: {}, additionalProperties: false }).is<{}>(true),
    typeOf({ description: 'Anything.' }).is<unknown>(true),
    typeOf({ not: string }).is<unknown>(true),
    typeOf(true).is<unknown>(true),
  ]
  assert.deepEqual(new Set(all), new Set([true]))
})

test('what is deep, or no literal, is unknown, and costs no compiler its life', () => {
  const schema = deep(deep(deep(deep(deep(deep(deep(deep(deep(deep(string))))))))))
  type Deep = FromJsonSchema<typeof schema>['a']['a']['a']['a']['a']['a']['a']['a']
  const unknownType: Same<Deep, unknown> = true
  interface Circle {
    readonly type: 'array'
    readonly items: Circle
  }
  const round = (value: FromJsonSchema<Circle>): number => value.length
  const wide: Same<InputOf<JsonSchema>, Record<string, unknown>> = true
  const absent: Same<InputOf<undefined>, Record<string, unknown>> = true
  assert.deepEqual([unknownType, typeof round, wide, absent], [true, 'function', true, true])
})

test('other properties are there where the schema lets them be', () => {
  const open = tool({
    name: 'open',
    inputSchema: {
      type: 'object',
      properties: { a: { type: 'string' } },
      required: ['a'],
      additionalProperties: true,
    },
    execute: ({ a, other }) => [a.trim(), other] as const,
  })
  const parts = tool({
    name: 'parts',
    inputSchema: {
      type: 'object',
      allOf: [
        { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
        { type: 'object', properties: { b: { type: 'number' } }, required: ['b'] },
      ],
    },
    execute: ({ a, b }) => a.trim() + b.toFixed(),
  })
  const either = tool({
    name: 'either',
    inputSchema: {
      type: 'object',
      properties: { kind: { enum: ['a', 'b'] } },
      required: ['kind'],
      anyOf: [{ type: 'object', properties: { a: { type: 'string' } } }, { type: 'object' }],
    },
    execute: ({ kind }) => kind satisfies 'a' | 'b',
  })
  assert.deepEqual([open.name, parts.name, either.name], ['open', 'parts', 'either'])
})

test('a type by hand is taken for what it is', () => {
  const schema = jsonSchema<{ a: number }>({ type: 'object' })
  const byHand: Same<InputOf<typeof schema>, { a: number }> = true
  const union = jsonSchema<{ a: number } | { b: string }>({ type: 'object' })
  const both: Same<InputOf<typeof union>, { a: number } | { b: string }> = true
  const plain: object = {}
  // An interface without an index signature, as packages of types have it.
  interface Listed {
    readonly type: 'object'
    readonly properties?: object
  }
  const listed: Listed = { type: 'object' }
  const made = tool({ name: 'a', inputSchema: listed, execute: (input) => input })
  const loose = tool({ name: 'b', inputSchema: plain, execute: (input) => input['a'] })
  assert.deepEqual(
    [byHand, both, made.name, loose.name, schema],
    [true, true, 'a', 'b', { type: 'object' }],
  )
})
