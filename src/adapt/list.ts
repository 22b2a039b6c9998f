import { arrayOf } from '../call/expect.ts'
import type { Engine } from '../turn/contract.ts'
import { createGuard, type Guard, type GuardOptions, type GuardRules } from './guard.ts'
import { expectNoRules, rulesOf } from './rule.ts'

const list = arrayOf<object>('tools')

/** How a framework's list of tools is guarded. `Tool` is one that can be. */
export interface ListKind<Tool> {
  /** A tool's name; undefined of one that is passed on as it is. */
  readonly nameOf: (tool: object) => string | undefined
  readonly wrap: (guarded: Guard, tool: Tool, name: string) => object
  /** Default: those that the tool carries. */
  readonly rulesOf?: (tool: Tool) => GuardRules | undefined
}

/**
 * The same list, with each tool that has a name replaced by what `wrap` makes of it.
 *
 * @throws {UsageError} if a rule or an option is not what its type says, or a tool without a name has rules.
 */
export function guardList<Tool extends object, Tools extends readonly object[]>(
  engine: Engine,
  tools: Tools,
  options: GuardOptions | undefined,
  { nameOf, wrap, rulesOf: rulesFor = rulesOf }: ListKind<Tool>,
): Tools {
  const given = list(tools, 'tools', ' of guard')
  const named = new Map<string, GuardRules>()
  for (const [index, tool] of given.entries()) {
    const name = nameOf(tool)
    if (name === undefined) expectNoRules(`\`tools[${index}]\``, rulesOf(tool))
    else named.set(name, rulesFor(tool as Tool) ?? {})
  }
  const guarded = createGuard(engine, Object.fromEntries(named), options)
  const wrapped = given.map((tool) => {
    const name = nameOf(tool)
    return name === undefined ? tool : wrap(guarded, tool as Tool, name)
  })
  return wrapped as unknown as Tools
}
