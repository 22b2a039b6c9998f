import type { StandardSchemaV1 } from '@standard-schema/spec'
import { isOptions, refusal } from '../expect.ts'
import type { FromJsonSchema } from './from-json-schema.ts'

/** A JSON Schema (draft 2020-12 or 7) that describes an object. */
export type JsonSchema = { readonly [keyword: string]: unknown }

/**
 * What may describe a tool's arguments: a schema of a library that follows Standard Schema (standardschema.dev) and can write
 * itself as JSON Schema, or a JSON Schema object.
 */
export type InputSchema = StandardSchemaV1 | JsonSchema

declare const described: unique symbol

/** A JSON Schema that is said to describe a `T`: see {@link jsonSchema}. There is nothing of it at run time. */
export interface TypedJsonSchema<T> {
  readonly [keyword: string]: unknown
  readonly [described]?: T
}

/**
 * A JSON Schema with a type that is written by hand, for a schema that is no literal: of a file, of an API, of a function
 * that makes one. The schema is checked at run time as any other; that the type fits it is yours to see to. At run time it is
 * the very schema.
 *
 * @throws {UsageError} if it is no object. What else there is to say against it, `tool` says.
 *
 * @example
 * const find = tool({
 *   name: 'find',
 *   inputSchema: jsonSchema<{ query: string }>(JSON.parse(await readFile('find.schema.json', 'utf8'))),
 *   reads: [],
 *   execute: ({ query }) => search(query),
 * })
 */
export function jsonSchema<T = Record<string, unknown>>(schema: object): TypedJsonSchema<T> {
  if (!isOptions(schema)) throw refusal('schema', ' of jsonSchema', 'a JSON Schema object', schema)
  return schema as TypedJsonSchema<T>
}

/**
 * What a tool's `execute` gets for an input schema: a Standard Schema's output type; what a JSON Schema that is a literal
 * describes, see {@link FromJsonSchema}; the type that {@link jsonSchema} was given; for any other JSON Schema, and for none,
 * `Record<string, unknown>`.
 */
export type InputOf<S> = S extends undefined
  ? Record<string, unknown>
  : S extends StandardSchemaV1
    ? StandardSchemaV1.InferOutput<S>
    : typeof described extends keyof S
      ? S extends TypedJsonSchema<infer T>
        ? T
        : never
      : InputOfJsonSchema<S>

/**
 * TypeBox before 1.0 keeps the type in a property that is there for the compiler only. `keyof`: without `strictNullChecks`
 * `unknown` extends an object of which nothing is required, too.
 */
type InputOfJsonSchema<S> = S extends { readonly static: infer T; readonly params: unknown }
  ? T
  : string extends keyof S
    ? Record<string, unknown>
    : FromJsonSchema<S> extends infer T
      ? [unknown, keyof T] extends [T, never]
        ? Record<string, unknown>
        : T
      : never
