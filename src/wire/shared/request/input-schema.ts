import { toJsonSchema } from '../../../call/schema/schema.ts'
import type { AnyTool } from '../../../call/tool.ts'

/** An object's JSON Schema. */
export type ObjectSchema = { type: 'object'; [keyword: string]: unknown }

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
