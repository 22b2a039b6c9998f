import { isRecord } from '../../util/is-record.ts'
import type { JsonSchema } from '../tool.ts'

type Check = (value: unknown, depth: number) => boolean

/** A schema that nests deeper, or in a circle, is left to ajv. */
const deepest = 30
const dialect = 'https://json-schema.org/draft/2020-12/schema'
const types: readonly unknown[] = [
  'string',
  'number',
  'integer',
  'boolean',
  'object',
  'array',
  'null',
]

const isText: Check = (value) => typeof value === 'string'
const isFlag: Check = (value) => typeof value === 'boolean'
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value)
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0
const isAnything: Check = (value) => value !== undefined
const isList: Check = (value) => Array.isArray(value)
const areNames: Check = (value) =>
  Array.isArray(value) &&
  value.every((name) => typeof name === 'string') &&
  new Set(value).size === value.length
const areScalars: Check = (value) =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((item) => item === null || isText(item, 0) || isFlag(item, 0) || isNumber(item, 0))
const isSchema: Check = (value, depth) => typeof value === 'boolean' || isSimple(value, depth - 1)
const areSchemas: Check = (value, depth) =>
  Array.isArray(value) && value.length > 0 && value.every((item) => isSchema(item, depth))

/** The keywords that say all that they say by themselves, of the vocabularies of draft 2020-12. */
const keywords: ReadonlyMap<string, Check> = new Map<string, Check>([
  ...['title', 'description', '$comment', 'format'].map((key) => [key, isText] as const),
  ...['deprecated', 'readOnly', 'writeOnly', 'uniqueItems'].map((key) => [key, isFlag] as const),
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'].map(
    (key) => [key, isNumber] as const,
  ),
  ...['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'].map(
    (key) => [key, isCount] as const,
  ),
  ...['anyOf', 'oneOf', 'allOf'].map((key) => [key, areSchemas] as const),
  ...['items', 'additionalProperties', 'not'].map((key) => [key, isSchema] as const),
  ['$schema', (value) => value === dialect],
  ['type', (value) => types.includes(value)],
  ['multipleOf', (value) => isNumber(value, 0) && (value as number) > 0],
  ['required', areNames],
  ['enum', areScalars],
  ['default', isAnything],
  ['examples', isList],
  [
    'properties',
    (value, depth) =>
      isRecord(value) && Object.values(value).every((schema) => isSchema(schema, depth)),
  ],
])

/**
 * Whether a JSON Schema is valid at a glance, for certain. Of all others (with references, patterns, or words unknown
 * here) only compiling can tell.
 */
export function isSurelyValid(schema: JsonSchema): boolean {
  return isSimple(schema, deepest)
}

function isSimple(schema: unknown, depth: number): boolean {
  if (depth === 0 || !isRecord(schema)) return false
  for (const key of Object.keys(schema))
    if (keywords.get(key)?.(schema[key], depth) !== true) return false
  return true
}
