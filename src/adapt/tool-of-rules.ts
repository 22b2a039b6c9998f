import { isOptions, show } from '../call/expect.ts'
import { UsageError } from '../call/errors/error.ts'
import { tool, type AnyTool, type ToolOptions } from '../call/tool.ts'

/**
 * What was made of an object of rules, by the names that it was given for: how many calls run, what a breaker has seen and how long calls
 * take is known of a tool, and a guard that is made for each request has to find the same.
 */
const madeOf = new WeakMap<object, Map<string, AnyTool>>()

/** How many names one object of rules may be for; beyond, the oldest is forgotten. */
const mostNames = 1_000

/**
 * The tool that stands for a framework's: the same for the same object of rules, whatever guards and engines have it.
 *
 * @throws {UsageError} if the rules are not what their type says.
 */
export function toolOfRules(name: string, rules: ToolOptions<never> = {}): AnyTool {
  if (!isOptions(rules))
    throw new UsageError(
      `Expected the rules of tool "${name}" to be an object, got ${show(rules)}.`,
    )
  if (rules.maxResultChars !== undefined)
    throw new UsageError(
      `Expected no \`maxResultChars\` of tool "${name}", whose results the framework writes into the conversation. Cut them in the tool.`,
    )
  const made = tool({ ...rules, name, execute: notHere } as never) as AnyTool
  let byName = madeOf.get(rules)
  if (byName === undefined) madeOf.set(rules, (byName = new Map()))
  const known = byName.get(name)
  // Rules that were changed since are other rules.
  if (known !== undefined && haveSame(known, made, isSameOption)) return known
  byName.set(name, made)
  const [oldest] = byName.keys()
  if (byName.size > mostNames && oldest !== undefined) byName.delete(oldest)
  return made
}

/** Each call brings a body of its own. */
function notHere(): never {
  throw new UsageError('Expected a call of a guarded tool to bring its body.')
}

/** What is checked is a copy: options within an option are not the same object. */
function isSameOption(one: unknown, other: unknown): boolean {
  return Object.is(one, other) || (isObject(one) && isObject(other) && haveSame(one, other))
}

function haveSame(one: object, other: object, isSame = Object.is): boolean {
  const [fields, others] = [Object.entries(one), new Map(Object.entries(other))]
  return (
    fields.length === others.size &&
    fields.every(([field, value]) => others.has(field) && isSame(value, others.get(field)))
  )
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
