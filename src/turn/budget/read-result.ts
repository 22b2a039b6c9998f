import { contentOf, type ContentPart, type ContentValue } from '../../call/content/content.ts'
import { ToolError } from '../../call/errors/error.ts'
import { tool, type AnyTool, type InputSchema } from '../../call/tool.ts'
import { boundaryBefore } from '../../util/cut-text.ts'
import { grouped, readCall } from './notes.ts'
import type { ResultStore, TextSlice } from './result-store.ts'

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

/** What a reading shows, so that it can be cut again without a reference to a reading of a reference. */
const slices = new WeakMap<object, TextSlice>()

/** The piece of a kept text that a result of `read_result` shows. */
export function sliceOf(value: unknown): TextSlice | undefined {
  return typeof value === 'object' && value !== null ? slices.get(value) : undefined
}

/** The parts that show a piece, cut at its end so that they have no more than `maxChars` characters. */
export function sliceParts(slice: TextSlice, maxChars: number): readonly ContentPart[] {
  const { ref, text, offset, totalChars } = slice
  const range = (end: number): string =>
    `Characters ${grouped(offset)} to ${grouped(end - 1)} of ${grouped(totalChars)}`
  const last = offset + text.length
  const then = last < totalChars ? `Read on with ${readCall(ref, last)}` : 'This is the end'
  const whole = `${text}\n[${range(last)}. ${then}.]`
  if (whole.length <= maxChars) return [{ type: 'text', text: whole }]
  const footers = [
    (end: number) => `\n[${range(end)}. Read on with ${readCall(ref, end)}.]`,
    (end: number) => `[… ${readCall(ref, end)} …]`,
    () => '',
  ]
  const lengthOf = (footer: (end: number) => string): number => footer(totalChars).length
  const footer = footers.find((candidate) => lengthOf(candidate) * 2 <= maxChars) ?? (() => '')
  const shown = text.slice(0, boundaryBefore(text, maxChars - lengthOf(footer)))
  return [{ type: 'text', text: shown + footer(offset + shown.length) }]
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
      const value = contentOf(sliceParts(slice, maxChars))
      slices.set(value, slice)
      return value
    },
  }) as AnyTool
}
