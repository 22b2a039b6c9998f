import { UsageError } from '../errors/error.ts'
import { anything, nonEmptyText, show, type Check } from '../expect.ts'
import { listOf, nestedOptions, optional, required } from './option-list.ts'

/** The result of a pending call, from outside: what it returned, or why it failed. */
export interface GivenResult {
  /** The `id` of the pending call. */
  readonly callId: string
  /** As a tool would return it: text, JSON, content parts. */
  readonly output?: unknown
  /** Told to the model as it is. */
  readonly error?: string | undefined
}

const list = listOf(
  nestedOptions<GivenResult>({
    callId: required(nonEmptyText),
    output: optional(anything),
    error: optional(nonEmptyText),
  }),
)

/** Results of calls, each once, and each one thing or the other. */
export const givenResultsOption: Check<readonly GivenResult[]> = (value, name, whose) => {
  const results = list(value, name, whose)
  const seen = new Set<string>()
  for (const [at, { callId, output, error }] of results.entries()) {
    if ((output === undefined) === (error === undefined))
      throw new UsageError(
        `Expected \`${name}[${at}]\`${whose} to have either an \`output\` (null for none) or an \`error\`, got ${output === undefined ? 'neither' : 'both'}.`,
      )
    if (seen.has(callId))
      throw new UsageError(
        `Expected \`${name}\`${whose} to have one result a call, got ${show(callId)} twice.`,
      )
    seen.add(callId)
  }
  return results
}
