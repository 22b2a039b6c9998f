import type { StandardSchemaV1 } from '@standard-schema/spec'
import { UsageError } from '../error.ts'
import { jsonSchemaValidator } from './json-schema.ts'
import type { InputSchema, JsonSchema } from '../tool.ts'

/** What a schema says of an input: the value to run with, or what is wrong with it. */
export type Validated =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly issues: readonly string[] }

export type Validate = (input: unknown) => Validated | Promise<Validated>

/**
 * Makes the validator of a tool's `inputSchema`. Standard Schemas validate themselves; JSON Schemas are
 * checked by ajv, an optional peer.
 *
 * @throws {UsageError} if ajv is missing or the JSON Schema is no schema.
 */
export function makeValidator(toolName: string, schema: InputSchema | undefined): Validate {
  if (schema === undefined) return anyObject
  return isStandard(schema) ? standard(schema) : jsonSchemaValidator(toolName, schema)
}

function isStandard(schema: InputSchema): schema is StandardSchemaV1 {
  return '~standard' in schema
}

/**
 * The JSON Schema that a provider is told, for tool definitions.
 *
 * Uses the Standard JSON Schema interface (standardschema.dev/json-schema), which Zod >= 4.2 and ArkType implement.
 *
 * @throws {UsageError} if the schema's library cannot write JSON Schema.
 */
export function toJsonSchema(toolName: string, schema: InputSchema | undefined): JsonSchema {
  if (schema === undefined) return { type: 'object', properties: {} }
  if (!isStandard(schema)) return schema
  const converter = (schema['~standard'] as Partial<JsonSchemaConverter>).jsonSchema
  if (converter === undefined)
    throw new UsageError(
      `Expected the schema of tool "${toolName}" to convert itself to JSON Schema ("~standard".jsonSchema), ` +
        `but ${schema['~standard'].vendor} does not. Update it, or give \`inputSchema\` as a JSON Schema.`,
    )
  const { $schema: _, ...jsonSchema } = converter.input({ target: 'draft-2020-12' })
  return jsonSchema
}

interface JsonSchemaConverter {
  readonly jsonSchema: { input(options: { target: string }): Record<string, unknown> }
}

function anyObject(input: unknown): Validated {
  if (typeof input === 'object' && input !== null && !Array.isArray(input))
    return { ok: true, value: input }
  return { ok: false, issues: ['The arguments must be a JSON object.'] }
}

function standard(schema: StandardSchemaV1): Validate {
  const { validate } = schema['~standard']
  return (input) => {
    const result = validate(input)
    return result instanceof Promise ? result.then(fromStandard) : fromStandard(result)
  }
}

function fromStandard(result: StandardSchemaV1.Result<unknown>): Validated {
  if (result.issues === undefined) return { ok: true, value: result.value }
  return { ok: false, issues: result.issues.map(issueText) }
}

function issueText({ message, path = [] }: StandardSchemaV1.Issue): string {
  if (path.length === 0) return message
  const keys = path.map((part) => String(typeof part === 'object' ? part.key : part))
  return `${keys.join('.')}: ${message}`
}
