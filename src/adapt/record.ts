import { isOptions, refusal } from '../call/expect.ts'
import type { Engine } from '../turn/contract.ts'
import {
  createGuard,
  rulesOfAll,
  type Guard,
  type GuardOptions,
  type GuardRules,
  type RulesByName,
} from './guard.ts'
import { expectNoRules } from './rule.ts'

/** The rules of a record of tools, each typed by its tool's input. */
export type RecordRules<Tools> = {
  readonly [Name in keyof Tools]?: GuardRules<InputOfTool<Tools[Name]>> | undefined
}

type InputOfTool<Tool> = Tool extends { execute?: infer Execute } ? InputOfExecute<Execute> : never

type InputOfExecute<Execute> = Execute extends (input: infer Input, ...rest: never) => unknown
  ? Input
  : never

/**
 * The same record, with each tool that has an `execute` replaced by what `wrap` makes of it.
 *
 * @throws {UsageError} if a rule names no tool, or one without `execute`, or is not what its type says.
 */
export function guardRecord<Tools extends object, Executable extends object>(
  engine: Engine,
  tools: Tools,
  rules: RecordRules<Tools>,
  options: GuardOptions | undefined,
  wrap: (guarded: Guard, name: string, tool: Executable) => object,
): Tools {
  if (!isOptions(tools)) throw refusal('tools', ' of guard', 'an object of tools by name', tools)
  const named = rulesOfAll(rules as RulesByName, Object.keys(tools))
  for (const [name, tool] of Object.entries(tools))
    if (!isExecutable(tool as object)) expectNoRules(`the tool \`${name}\``, named[name])
  const guarded = createGuard(engine, named, options)
  const wrapped = Object.entries(tools).map(([name, tool]: [string, object]) => {
    return [name, isExecutable(tool) ? wrap(guarded, name, tool as Executable) : tool]
  })
  return Object.fromEntries(wrapped) as Tools
}

function isExecutable(tool: object | undefined): boolean {
  return typeof (tool as { execute?: unknown } | undefined)?.execute === 'function'
}
