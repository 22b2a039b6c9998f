import type { StandardSchemaV1 } from '@standard-schema/spec'
import { isThenable } from '../../util/is-thenable.ts'
import { UsageError } from '../errors/error.ts'
import { show } from '../expect.ts'
import { jsonSchemaValidator } from './json-schema.ts'
import type { InputSchema, JsonSchema } from './input-schema.ts'
import { isStandard, jsonSchemaOf, vendorOf, writesJsonSchema } from './standard.ts'
import { misfit, type Validate, type Validated } from './validate.ts'

/**
 * Makes the validator of a tool's `inputSchema`. Standard Schemas validate themselves; of JSON Schemas
 * we make a function.
 *
 * @throws {UsageError} if the JSON Schema is invalid.
 */
export function makeValidator(toolName: string, schema: InputSchema | undefined): Validate {
  if (schema === undefined) return anyObject
  return isStandard(schema)
    ? standard(schema)
    : jsonSchemaValidator(` of tool "${toolName}"`, schema)
}

/**
 * The JSON Schema that a provider is told, for tool definitions. A Standard Schema writes it itself
 * (standardschema.dev/json-schema), as Zod >= 4.2 and ArkType do.
 *
 * @throws {UsageError} if the schema's library cannot write JSON Schema. `tool` refuses such a schema.
 */
export function toJsonSchema(toolName: string, schema: InputSchema | undefined): JsonSchema {
  if (schema === undefined) return { type: 'object', properties: {} }
  if (!isStandard(schema)) return schema
  if (writesJsonSchema(schema)) return jsonSchemaOf(schema)
  throw new UsageError(
    `Expected the schema of "${toolName}" to write itself as JSON Schema, but ${vendorOf(schema)} does not.`,
  )
}

function anyObject(input: unknown): Validated {
  if (typeof input === 'object' && input !== null && !Array.isArray(input))
    return { ok: true, value: input }
  return { ok: false, issues: ['The arguments must be a JSON object.'] }
}

function standard(schema: StandardSchemaV1): Validate {
  const own = schema['~standard']
  return (input) => {
    const result: unknown = own.validate(input)
    if (!isThenable(result)) return fromStandard(result)
    // A promise of our own, for one of another's making may call back twice, at once, or throw.
    return new Promise<unknown>((resolve) => resolve(result)).then(fromStandard)
  }
}

function fromStandard(result: unknown): Validated {
  const { issues } = (result ?? {}) as { issues?: unknown }
  if (Array.isArray(issues)) return misfit(issues, issueText)
  if (typeof result === 'object' && result !== null && 'value' in result && !issues)
    return { ok: true, value: result.value }
  const message = `The schema answered ${show(result)}, which does not say whether they fit.`
  return { ok: false, issues: [message] }
}

/** Whatever a library takes for an issue. */
function issueText(issue: unknown): string {
  const { message, path } = (issue ?? {}) as { message?: unknown; path?: unknown }
  const text = typeof message === 'string' ? message : `is not valid: ${show(issue)}`
  if (!Array.isArray(path) || path.length === 0) return text
  return `${path.map(keyText).join('.')}: ${text}`
}

function keyText(part: unknown): string {
  return String(typeof part === 'object' && part !== null ? (part as { key?: unknown }).key : part)
}
