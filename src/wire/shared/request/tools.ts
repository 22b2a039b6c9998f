import { UsageError } from '../../../call/errors/error.ts'
import { closestName } from '../../../util/closest-name.ts'
import { recordsOf, textOf } from '../shape.ts'

/**
 * Fields in the provider's words for tools of the engine, by the tool's name, such as
 * `{ get_stock: { allowed_callers: ['code_execution_20260120'] } }`.
 */
export type ToolFields = Readonly<Record<string, object>>

/**
 * The tools of a request: first its own; then the engine's, with their fields. One that the request describes itself is not
 * described twice, for providers refuse that.
 *
 * @param described the names of the tools that the request's own describe.
 * @throws {UsageError} for fields of a tool that is not there.
 */
export function requestTools(
  own: readonly object[],
  given: readonly object[],
  fields: ToolFields = {},
  described: ReadonlySet<string> = namesOf(own),
): object[] {
  const added = given.filter((tool) => !described.has(nameOf(tool)))
  expectTools(fields, [...namesOf(added)])
  return [...own, ...added.map((tool) => ({ ...tool, ...fields[nameOf(tool)] }))]
}

function expectTools(fields: ToolFields, names: readonly string[]): void {
  const stray = Object.keys(fields).find((name) => !names.includes(name))
  if (stray === undefined) return
  const close = closestName(stray, names)
  throw new UsageError(
    `Expected \`toolFields\` to name tools of the engine that the request does not describe itself, got "${stray}". ` +
      (close === undefined
        ? `There are: ${names.join(', ') || 'none'}.`
        : `Did you mean "${close}"?`),
  )
}

function namesOf(tools: readonly object[]): Set<string> {
  return new Set(recordsOf(tools).map(nameOf))
}

function nameOf(tool: object): string {
  return textOf((tool as { readonly name?: unknown }).name)
}
