import { toJsonSchema } from '../../../call/schema/schema.ts'
import type { AnyTool } from '../../../call/tool.ts'
import { flatSchema, type ObjectSchema } from './flat-schema.ts'

const known = new WeakMap<AnyTool, ObjectSchema>()

/**
 * The JSON Schema of a tool's input, as providers take it: with `type: 'object'`. Made once a tool.
 *
 * @throws {UsageError} if the schema's library cannot write JSON Schema.
 */
export function inputSchemaOf(tool: AnyTool): ObjectSchema {
  const before = known.get(tool)
  if (before !== undefined) return before
  // A type that is another is the user's own and kept, for the provider to refuse.
  const schema = { type: 'object', ...toJsonSchema(tool.name, tool.inputSchema) } as ObjectSchema
  known.set(tool, schema)
  return schema
}

const flat = new WeakMap<ObjectSchema, ObjectSchema>()

/** The same without what Anthropic and OpenAI refuse at its top, such as a union of objects: see {@link flatSchema}. */
export function flatInputSchemaOf(tool: AnyTool): ObjectSchema {
  const schema = inputSchemaOf(tool)
  let made = flat.get(schema)
  if (made === undefined) flat.set(schema, (made = flatSchema(schema)))
  return made
}
