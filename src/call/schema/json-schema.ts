import { errorText } from '../../util/error-text.ts'
import { UsageError } from '../errors/error.ts'
import type { JsonSchema } from './input-schema.ts'
import { compile, compileDefaults } from './json/compile.ts'
import type { Fill } from './json/defaults.ts'
import { SchemaDocument } from './json/document.ts'
import { Run, type Check, type Issue } from './json/run.ts'
import { RecentlyUsed } from './recently-used.ts'
import { misfit, type Validate } from './validate.ts'

/**
 * Those of the same text have one validator, for many make their schemas anew with every request. It is found by the text alone,
 * never by the object, which may have been changed since. Dropped ones stay with the tools that have them.
 */
const known = new RecentlyUsed<Validate>({ mostEntries: 500, mostCharacters: 1_000_000 })

/**
 * Makes the validator of a JSON Schema, as it is now: what is done to the object later changes nothing. Whether it is a valid
 * one is looked at here; a function is made of it at the first call, for most of an engine's tools may never be called.
 *
 * @param whose it is, for the error: ` of tool "edit"`.
 * @throws {UsageError} if the schema is invalid.
 */
export function jsonSchemaValidator(whose: string, schema: JsonSchema): Validate {
  try {
    const text = JSON.stringify(schema)
    return known.get(text) ?? known.add(text, validatorOf(text))
  } catch (cause) {
    throw new UsageError(
      `Expected \`inputSchema\`${whose} to be a valid JSON Schema: ${errorText(cause)}`,
      cause,
    )
  }
}

function validatorOf(text: string): Validate {
  const document = new SchemaDocument(text)
  let check: Check | undefined
  let fill: Fill | undefined
  return (input) => {
    if (check === undefined) {
      check = compile(document)
      fill = compileDefaults(document)
    }
    if (check(input, new Run(), undefined)) return { ok: true, value: filled(input, check, fill) }
    const issues: Issue[] = []
    check(input, new Run(issues), undefined)
    return misfit(issues, issueText)
  }
}

/**
 * Last, so that what the model wrote is what has to fit. Where it would not fit any more, as beside a branch that another one
 * excludes, it stays as it was.
 */
function filled(input: unknown, check: Check, fill: Fill | undefined): unknown {
  if (fill === undefined) return input
  const value = fill(input)
  return value === input || check(value, new Run(), undefined) ? value : input
}

function issueText({ path, text }: Issue): string {
  return path.length === 0 ? `The arguments ${text}.` : `${path.join('.')}: ${text}`
}
