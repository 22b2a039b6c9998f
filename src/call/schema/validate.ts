import { cutText } from '../../util/cut-text.ts'

/** What a schema says of an input: the value to run with, or what is wrong with it. */
export type Validated =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly issues: readonly string[] }

export type Validate = (input: unknown) => Validated | Promise<Validated>

/** So many issues are told, and so many characters of each: who repairs those finds the others. */
export const mostIssues = 20
const mostIssueCharacters = 800

/** That an input does not fit. `textOf` says what is wrong; it is asked of the first issues only. */
export function misfit<Issue>(
  issues: readonly Issue[],
  textOf: (issue: Issue) => string,
): Validated {
  const told: string[] = []
  for (const issue of issues) {
    if (told.length === mostIssues) break
    told.push(cutText(textOf(issue), mostIssueCharacters))
  }
  if (issues.length > mostIssues) told.push(`… and ${issues.length - mostIssues} more.`)
  return { ok: false, issues: told }
}
