import type { AnyTool } from '../../../call/tool.ts'
import { inputSchemaOf, type ObjectSchema } from './input-schema.ts'

/** A tool's name and description. An empty description is left out, for providers refuse it. */
export function named({ name, description }: AnyTool): { name: string; description?: string } {
  return description === '' ? { name } : { name, description }
}

/** A tool as chat APIs name it in a request. */
export function functionTool(tool: AnyTool): {
  type: 'function'
  function: { name: string; description?: string; parameters: ObjectSchema }
} {
  return { type: 'function', function: { ...named(tool), parameters: inputSchemaOf(tool) } }
}
