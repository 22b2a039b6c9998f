import type { AnyTool } from '../../call/tool.ts'
import { inputSchemaOf } from '../shared/request/input-schema.ts'
import { expectName, type NameRule } from '../shared/request/tool.ts'
import { isRecord } from '../shared/shape.ts'
import type { GeminiFunctionDeclaration, GeminiTool } from './message.ts'

/**
 * All functions in one tool. Their parameters are JSON Schema (`parametersJsonSchema`), which both of Google's APIs
 * take: the older `parameters` is a subset of OpenAPI 3.0, and refuses much that schema libraries and MCP servers
 * write (`$ref`, `additionalProperties`, `const`, a list of types; github.com/vercel/ai/pull/19000).
 */
export function wireTools(tools: Iterable<AnyTool>): GeminiTool[] {
  const functionDeclarations = Array.from(tools, declaration)
  return functionDeclarations.length === 0 ? [] : [{ functionDeclarations }]
}

const names: NameRule = {
  api: 'Gemini',
  taken: /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}$/,
  rule: 'of at most 128 letters, digits, `_`, `-`, `.` and `:`, of which the first is a letter or `_`',
}

function declaration(tool: AnyTool): GeminiFunctionDeclaration {
  expectName(tool, names)
  const { name, description } = tool
  const schema = inputSchemaOf(tool)
  return {
    name,
    ...(description !== '' && { description }),
    ...(!takesNothing(schema) && { parametersJsonSchema: schema }),
  }
}

/** Gemini has refused objects without properties; a function without parameters has no schema. */
function takesNothing({ type, properties, ...others }: Readonly<Record<string, unknown>>): boolean {
  if (type !== 'object' || !isRecord(properties ?? {})) return false
  if (Object.keys(properties ?? {}).length > 0) return false
  return Object.keys(others).every((key) => key === 'additionalProperties' && others[key] === false)
}
