import type { ContentValue } from '../../call/content/content.ts'
import { ToolError } from '../../call/errors/error.ts'
import { tool, type AnyTool, type InputSchema } from '../../call/tool.ts'
import { grouped } from './notes.ts'
import type { ResultStore } from './result-store.ts'
import { sliceValue } from './slice-parts.ts'

/** The name by which the notes in cut results call the tool. */
const readResultName = 'read_result'

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
  store: ResultStore,
  { maxChars = defaultMaxChars }: { readonly maxChars?: number } = {},
): AnyTool {
  return tool({
    name: readResultName,
    description:
      'Reads a part of an earlier tool result that was too long to be shown whole. The place where it was cut says ' +
      'which `ref` and `offset` to use.',
    inputSchema,
    reads: [],
    execute: (input: unknown): ContentValue => {
      const { ref, offset = 0, limit } = input as ReadInput
      const slice = store.read(ref, offset, Math.min(limit ?? Infinity, maxChars))
      if (slice === undefined)
        throw new ToolError(
          `There is no result "${ref}". It may have been dropped in favour of newer ones. ` +
            'Call the tool that gave it again.',
          { code: 'unknown_ref' },
        )
      const { totalChars } = slice
      if (offset >= totalChars)
        throw new ToolError(
          `Result "${ref}" has ${grouped(totalChars)} characters, so that the last offset is ${totalChars - 1}, got ${offset}.`,
          { code: 'bad_offset' },
        )
      return sliceValue(slice, maxChars)
    },
  }) as AnyTool
}
