import { UsageError } from '../../call/errors/error.ts'
import { isOptions, show } from '../../call/expect.ts'
import { closestName } from '../../util/closest-name.ts'
import { list } from '../../util/printable.ts'
import type { McpListedTool } from './client.ts'
import type { McpRule } from './listed-tool.ts'

/** Rules by the names that the server's tools have there, or a function that is asked for each tool. */
export type McpRules =
  Readonly<Record<string, McpRule>> | ((tool: McpListedTool) => McpRule | undefined)

/** @throws {UsageError} if a rule is no object. */
export function ruleFor(tool: McpListedTool, rules: McpRules): McpRule | undefined {
  const { name } = tool
  const own = typeof rules !== 'function' && Object.hasOwn(rules, name) ? rules[name] : undefined
  const rule = typeof rules === 'function' ? rules(tool) : own
  if (rule === undefined || isOptions(rule)) return rule
  throw new UsageError(`Expected the rule of tool "${name}" to be an object, got ${show(rule)}.`)
}

/**
 * A rule that no tool has is a slip of the pen, most of the time.
 *
 * @throws {UsageError} naming the first of those.
 */
export function expectRules(rules: McpRules, names: readonly string[]): void {
  const fault = strayRules(rules, names)[0]
  if (fault === undefined) return
  throw new UsageError(
    `${fault} If it comes later, give \`rules\` as a function, which is asked for each tool.`,
  )
}

/** What is to be said of each rule that no tool has. */
export function strayRules(rules: McpRules, names: readonly string[]): string[] {
  if (typeof rules === 'function') return []
  const strays = Object.keys(rules).filter((name) => !names.includes(name))
  return strays.map((name) => {
    const close = closestName(name, names)
    const hint = close === undefined ? '' : ` Did you mean "${close}"?`
    const there = names.length === 0 ? 'none' : list(names, names.length)
    return `Expected \`rules\` to name tools of the server, got "${name}". It has: ${there}.${hint}`
  })
}
