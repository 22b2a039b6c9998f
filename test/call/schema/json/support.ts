import { makeValidator } from '../../../../src/call/schema/schema.ts'
import type { JsonSchema } from '../../../../src/call/tool.ts'

/** What is wrong with an input; nothing if it fits. */
export function issuesOf(schema: JsonSchema, input: unknown): readonly string[] {
  const validated = makeValidator('t', schema)(input)
  if (validated instanceof Promise) throw new Error('A JSON Schema answers at once.')
  return validated.ok ? [] : validated.issues
}

export function accepts(schema: JsonSchema, input: unknown): boolean {
  return issuesOf(schema, input).length === 0
}

/** What is wrong with a schema; undefined if nothing is. */
export function flawOf(schema: unknown): string | undefined {
  try {
    makeValidator('t', schema as JsonSchema)
    return undefined
  } catch (error) {
    return String(error).replace(/^.*to be a valid JSON Schema: /, '')
  }
}

export const draft7 = 'http://json-schema.org/draft-07/schema#'
