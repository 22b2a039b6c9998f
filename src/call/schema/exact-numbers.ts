import { isRecord } from '../../util/is-record.ts'
import { printable } from '../../util/printable.ts'
import type { InvalidInput, ToolCall } from '../call.ts'
import type { AnyTool } from '../tool.ts'
import type { JsonSchema } from './input-schema.ts'
import { toJsonSchema } from './schema.ts'

/** What is said of a number that may not be the one that the model wrote. `digits`: as it wrote it, where that is known. */
export function inexact(pointer: string, digits?: string): InvalidInput {
  const number = digits === undefined ? '' : ` (${printable(digits)})`
  const message = `The number at ${printable(pointer)}${number} cannot be held exactly. Send this number as a string.`
  return { reason: 'number', message, text: digits ?? '' }
}

/** Why a call does not run whose input has digits as text: the tool's schema does not take text there. */
export function inexactIn(tool: AnyTool, { digits, input }: ToolCall): InvalidInput | undefined {
  const wrong = digits?.find((pointer) => !takesText(tool, pointer))
  return wrong === undefined ? undefined : inexact(wrong, String(at(input, namesIn(wrong))))
}

function takesText(tool: AnyTool, pointer: string): boolean {
  let schema: JsonSchema
  try {
    schema = toJsonSchema(tool.name, tool.inputSchema)
  } catch {
    return false
  }
  const isText = ({ type }: JsonSchema): boolean =>
    type === 'string' || (Array.isArray(type) && type.includes('string'))
  return [...schemasAt(schema, namesIn(pointer))].some(isText)
}

/** All that a schema says of a place: the schemas of several branches. */
function schemasAt(root: JsonSchema, names: readonly string[]): ReadonlySet<JsonSchema> {
  let here = withBranches(root, [root])
  for (const name of names)
    here = withBranches(
      root,
      [...here].flatMap((schema) => partsNamed(schema, name)),
    )
  return here
}

/** Schemas, and all that apply to the same value as they; each once, for they may refer to themselves. */
function withBranches(root: JsonSchema, schemas: readonly unknown[]): ReadonlySet<JsonSchema> {
  const found = new Set(schemas.filter(isRecord))
  for (const { $ref: ref, anyOf, oneOf, allOf } of found) {
    const target =
      typeof ref === 'string' && ref.startsWith('#') ? at(root, namesIn(ref.slice(1))) : undefined
    for (const branch of [target, anyOf, oneOf, allOf].flat())
      if (isRecord(branch)) found.add(branch)
  }
  return found
}

/** The schemas of a field or an item. */
function partsNamed(schema: JsonSchema, name: string): readonly unknown[] {
  const { properties, patternProperties, additionalProperties, items, prefixItems } = schema
  const first: unknown = Array.isArray(prefixItems) ? prefixItems[Number(name)] : undefined
  const own = isRecord(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined
  const patterns = isRecord(patternProperties) ? Object.values(patternProperties) : []
  return own === undefined ? [first ?? items, additionalProperties, ...patterns] : [own]
}

function namesIn(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function at(value: unknown, names: readonly string[]): unknown {
  let found = value
  for (const name of names)
    found =
      typeof found === 'object' && found !== null && Object.hasOwn(found, name)
        ? (found as Record<string, unknown>)[name]
        : undefined
  return found
}
