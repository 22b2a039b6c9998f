import { isRecord } from '../../util/is-record.ts'

/** What says of what kind a value is, each with what has to follow it. */
const saying: Readonly<Record<string, (value: unknown) => boolean>> = {
  type: (value) => typeof value === 'string' || Array.isArray(value),
  properties: isRecord,
  patternProperties: isRecord,
  additionalProperties: (value) => typeof value === 'boolean' || isRecord(value),
  required: Array.isArray,
  $ref: (value) => typeof value === 'string',
  $dynamicRef: (value) => typeof value === 'string',
  allOf: Array.isArray,
  anyOf: Array.isArray,
  oneOf: Array.isArray,
  enum: Array.isArray,
  not: isRecord,
  if: isRecord,
  propertyNames: isRecord,
  dependentSchemas: isRecord,
  dependentRequired: isRecord,
  minProperties: Number.isInteger,
  maxProperties: Number.isInteger,
  unevaluatedProperties: (value) => typeof value === 'boolean' || isRecord(value),
  $defs: isRecord,
  definitions: isRecord,
}

/** What may stand in a schema that says nothing: any object is taken. */
const remarks: ReadonlySet<string> = new Set(['$schema', '$id', '$comment', 'title', 'description'])

/** Whether something is a JSON Schema, or nothing like it: an object of fields, a definition of another kind. */
export function isJsonSchema(value: object): boolean {
  const words = Object.entries(value)
  return (
    words.some(([word, said]) => Object.hasOwn(saying, word) && saying[word]?.(said) === true) ||
    words.every(([word, said]) => remarks.has(word) && typeof said === 'string') ||
    Object.hasOwn(value, 'const')
  )
}

/** Whether an object may fit a JSON Schema, as far as it says so itself: references are not followed. */
export function describesObject(schema: unknown): boolean {
  if (!isRecord(schema)) return schema !== false
  const { type, anyOf, oneOf, allOf } = schema
  if (type !== undefined && type !== 'object' && !(Array.isArray(type) && type.includes('object')))
    return false
  if (Object.hasOwn(schema, 'const') && !isRecord(schema['const'])) return false
  if (Array.isArray(schema['enum']) && !schema['enum'].some(isRecord)) return false
  if (Array.isArray(allOf) && !allOf.every(describesObject)) return false
  return [anyOf, oneOf].every((some) => !Array.isArray(some) || some.some(describesObject))
}
