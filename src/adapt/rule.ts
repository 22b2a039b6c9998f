import { UsageError } from '../call/errors/error.ts'
import { isOptions, show } from '../call/expect.ts'
import type { GuardRules } from './guard.ts'
import { replaced } from './replaced.ts'

/**
 * Where a tool carries its rules, in every copy of this package. A property of the tool, so that a spread of it is still guarded (a
 * WeakMap would lose that without a word); a symbol, for frameworks, schemas and JSON pass over those.
 */
const ruled: symbol = Symbol.for('fanfold.rules')

/** What the copies were made of. A copy of a copy may run something else, so that it is not found here. */
const originals = new WeakMap<object, object>()

/**
 * A copy of a framework's tool that carries rules for a guard: what it touches, how long it may take, how often it is tried. Without a guard
 * they say nothing. The tool itself stays as it is, so that it may have other rules elsewhere.
 * Those that it carried before are replaced.
 *
 * @throws {UsageError} if the tool or the rules are no object. What the rules say is checked by the guard, which knows the tool's name.
 */
export function withRules<Tool extends object>(tool: Tool, rules: GuardRules): Tool {
  if (!isOptions(tool))
    throw new UsageError(`Expected the tool of a rule to be an object, got ${show(tool)}.`)
  if (!isOptions(rules))
    throw new UsageError(`Expected the rules of a tool to be an object, got ${show(rules)}.`)
  const copy = replaced(tool, ruled, rules)
  originals.set(copy, unruled(tool))
  return copy
}

/** The tool that was given its rules: the same for each of the copies, as they may be made for each request. */
export function unruled(tool: object): object {
  return originals.get(tool) ?? tool
}

/**
 * Of a tool that no guard wraps, a rule would be kept by nobody: neither would its `needsApproval` be asked.
 *
 * @param which names the tool.
 * @throws {UsageError} if its rules say anything.
 */
export function expectNoRules(which: string, rules: GuardRules | undefined): void {
  const said = Object.entries(rules ?? {}).find(([, value]) => value !== undefined)
  if (said === undefined) return
  throw new UsageError(
    `Expected no rules of ${which}, which has no function that a guard could run, so that nothing would keep them, got \`${said[0]}\`.`,
  )
}

/** The rules that a tool carries, if it does. */
export function rulesOf(tool: object): GuardRules | undefined {
  return (tool as { readonly [key: symbol]: GuardRules | undefined })[ruled]
}
