import { describesObject } from '../../call/schema/describes-object.ts'
import { inputSchemaOption } from '../../call/options/input-schema-option.ts'
import { jsonSchemaValidator } from '../../call/schema/json-schema.ts'
import { errorText } from '../../util/error-text.ts'
import type { InputSchema, JsonSchema } from '../../call/tool.ts'
import type { McpListedTool } from './client.ts'

/**
 * The schema of a tool's arguments. They are checked before they are sent; where the schema cannot be used here, for it is
 * invalid or of another draft, by the server alone.
 */
export function schemaOf({ name, inputSchema }: McpListedTool): InputSchema {
  try {
    inputSchemaOption(inputSchema, 'inputSchema', ` of tool "${name}"`)
    return inputSchema
  } catch {
    return checkedByServer(inputSchema)
  }
}

/** What is wrong with the schema of a tool's results; undefined if nothing is. A host that compiles it would have no tools at all. */
export function outputSchemaFault({ name, outputSchema }: McpListedTool): string | undefined {
  if (outputSchema === undefined) return undefined
  try {
    jsonSchemaValidator(` of tool "${name}"`, outputSchema as JsonSchema)
    return undefined
  } catch (cause) {
    return errorText(cause).replace('`inputSchema`', '`outputSchema`')
  }
}

function checkedByServer(listed: JsonSchema): InputSchema {
  const schema = describesObject(listed) ? listed : { type: 'object' }
  return {
    '~standard': {
      version: 1,
      vendor: 'fanfold',
      validate: (value: unknown) =>
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? { value }
          : { issues: [{ message: 'The arguments must be a JSON object.' }] },
      jsonSchema: { input: () => schema, output: () => schema },
    },
  } as unknown as InputSchema
}
