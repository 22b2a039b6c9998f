import type { ContentValue } from '../../call/content/content.ts'
import { tool, type AnyTool, type InputSchema } from '../../call/tool.ts'
import type { KeptTexts } from './kept-texts.ts'
import { behindEnd, gone, noReference, notReadNow } from './read-failures.ts'
import { readReference } from './reference.ts'
import { sliceValue } from './slice-parts.ts'
import { sliceText } from './text-slice.ts'

/** The name by which the notes in cut results call the tool. */
export const readResultName = 'read_result'

const defaultMaxChars = 20_000

interface ReadInput {
  readonly ref: string
  readonly offset?: number
  readonly limit?: number
}

const jsonSchema = {
  type: 'object',
  properties: {
    ref: { type: 'string', description: 'The reference that stands where the result was cut.' },
    offset: { type: 'integer', minimum: 0, description: 'The first character to read; default 0.' },
    limit: { type: 'integer', minimum: 1, description: 'The most characters to read.' },
  },
  required: ['ref'],
}

/** Its own check, so that it needs no schema library. */
const inputSchema = {
  '~standard': {
    version: 1,
    vendor: 'fanfold',
    validate: (value: unknown) => {
      const issues = issuesOf((value ?? {}) as Partial<Record<keyof ReadInput, unknown>>)
      return issues.length > 0 ? { issues } : { value }
    },
    jsonSchema: { input: () => jsonSchema, output: () => jsonSchema },
  },
} as unknown as InputSchema

function issuesOf({ ref, offset, limit }: Partial<Record<keyof ReadInput, unknown>>): object[] {
  const issues: object[] = []
  if (typeof ref !== 'string') issues.push({ message: 'Expected a string.', path: ['ref'] })
  if (offset !== undefined && !(Number.isInteger(offset) && (offset as number) >= 0))
    issues.push({ message: 'Expected a whole number, 0 or more.', path: ['offset'] })
  if (limit !== undefined && !(Number.isInteger(limit) && (limit as number) >= 1))
    issues.push({ message: 'Expected a whole number, 1 or more.', path: ['limit'] })
  return issues
}

/**
 * The built-in tool `read_result`, by which a model reads what was cut out of a result. It changes nothing and waits for
 * nobody.
 */
export function readResultTool(
  texts: KeptTexts,
  { maxChars = defaultMaxChars }: { readonly maxChars?: number } = {},
): AnyTool {
  return tool({
    name: readResultName,
    description:
      'Reads a part of an earlier tool result that was too long to be shown whole. The place where it was cut says ' +
      'which `ref` and `offset` to use.',
    inputSchema,
    reads: [],
    execute: async (input: unknown): Promise<ContentValue> => {
      const { ref, offset = 0, limit } = input as ReadInput
      const reference = readReference(ref)
      if (reference === undefined) throw noReference(ref)
      const text = await texts.find(reference).catch((fault: unknown) => {
        throw notReadNow(ref, fault)
      })
      if (text === undefined) throw gone(ref, reference)
      const slice = sliceText(ref, text, offset, Math.min(limit ?? Infinity, maxChars))
      if (offset >= slice.totalChars) throw behindEnd(ref, offset, slice)
      return sliceValue(slice, maxChars)
    },
  }) as AnyTool
}
