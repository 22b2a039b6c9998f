import type { StandardSchemaV1 } from '@standard-schema/spec'
import { isRecord } from '../../util/is-record.ts'
import { show } from '../expect.ts'
import type { JsonSchema } from './input-schema.ts'

/** The part of Standard JSON Schema (standardschema.dev/json-schema) that is used. */
interface JsonSchemaWriter {
  readonly input: (options: { readonly target: string }) => Record<string, unknown>
}

/** Each has been written once, for it is needed by `tool` and by every request. Such schemas do not change. */
const written = new WeakMap<object, JsonSchema>()

export function isStandard(schema: object): schema is StandardSchemaV1 {
  return '~standard' in schema
}

/** The name of a schema's library. */
export function vendorOf(schema: object): string {
  const { vendor } = partsOf(schema)
  return typeof vendor === 'string' ? vendor.slice(0, 40) : 'an unnamed library'
}

export function writesJsonSchema(schema: object): boolean {
  return typeof partsOf(schema).jsonSchema?.input === 'function'
}

/** The JSON Schema of a schema that writes it. Throws what its library throws. */
export function jsonSchemaOf(schema: object): JsonSchema {
  const before = written.get(schema)
  if (before !== undefined) return before
  const { jsonSchema } = partsOf(schema) as { readonly jsonSchema: JsonSchemaWriter }
  const told: unknown = jsonSchema.input({ target: 'draft-2020-12' })
  if (!isRecord(told)) throw new TypeError(`what it wrote is ${show(told)}, not an object`)
  const { $schema: _, ...own } = told
  written.set(schema, own)
  return own
}

function partsOf(schema: object): { vendor?: unknown; jsonSchema?: Partial<JsonSchemaWriter> } {
  return (schema as { readonly '~standard': object })['~standard']
}
