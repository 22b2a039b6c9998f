import { arrayOf } from '../../call/expect.ts'
import { optional, optionsCheck } from '../../call/options/option-list.ts'
import type { Engine } from '../../turn/contract.ts'
import {
  createGuard,
  rulesOfAll,
  type GuardOptions,
  type GuardRules,
  type RulesByName,
} from '../guard.ts'
import { expectNoRules } from '../rule.ts'
import { softStopOption } from '../soft-stop.ts'
import { guardTool, type OfLangChain } from './guarded-tool.ts'
import { middleware, type GuardMiddleware } from './middleware.ts'

/** The rules of an array of tools by their names, each typed by its tool's input. */
export type LangChainRules<Tools extends readonly object[]> = {
  readonly [Tool in Tools[number] as LiteralNameOf<Tool>]?: RulesOf<Tool>
} & (string extends NameOf<Tools[number]>
  ? Readonly<Record<string, Tools[number] extends infer Tool ? RulesOf<Tool> : never>>
  : unknown)

type RulesOf<Tool> = Tool extends object ? GuardRules<InputOf<Tool>> | undefined : never

/** Rules of tools that are not at hand: of their inputs nothing is known. */
export type AnyLangChainRules = Readonly<
  Record<string, GuardRules<Readonly<Record<string, unknown>>> | undefined>
>

type NameOf<Tool> = Tool extends { readonly name: infer Name extends string } ? Name : never

/** The type of a tool that takes a text does not tell its name. */
type LiteralNameOf<Tool> = string extends NameOf<Tool> ? never : NameOf<Tool>

/** What a tool takes that is no object, such as a text, is given to the rules as `{ input }`. */
type InputOf<Tool> = Tool extends { readonly func: (input: infer Input, ...rest: never) => unknown }
  ? Input extends object
    ? Input
    : { readonly input: Input }
  : Readonly<Record<string, unknown>>

/** Runs the tools of LangChain's agents, and of graphs of one's own, on an engine. */
export interface LangChainGuard {
  /**
   * For `createAgent({ middleware: [guard(engine, rules)] })`, as the last of the list. A call that does not end `ok` is told by a
   * `ToolMessage` with status `error`.
   *
   * @param rules by the tools' names; `guard<typeof tools>(…)` types them by the tools' inputs.
   * @throws {UsageError} if an option is not what its type says.
   */
  <Tools extends readonly object[] = never>(
    engine: Engine,
    rules?: [Tools] extends [never] ? AnyLangChainRules : LangChainRules<Tools>,
    options?: GuardOptions,
  ): GuardMiddleware
  /**
   * For `new ToolNode(guard.tools(engine, tools, rules))`: the same tools. A call that does not end `ok` throws a `ToolCallError`,
   * which the node tells the model as it does what tools throw.
   *
   * @throws {UsageError} if a rule names no tool, or an option is not what its type says.
   */
  tools<Tools extends readonly object[]>(
    engine: Engine,
    tools: Tools,
    rules?: NoInfer<LangChainRules<Tools>>,
    options?: GuardOptions,
  ): Tools
}

const check = optionsCheck<GuardOptions>({ stop: optional(softStopOption) })

/**
 * LangChain's and LangGraph's tools, run by an engine: ordered by what the rules say that they touch, bounded, timed out, tried
 * again, approved, journaled. (No content safety: for that the field says guardrail.)
 */
export const guard: LangChainGuard = Object.assign(guardAgent, { tools: guardTools })

function guardAgent(engine: Engine, rules: object = {}, options?: GuardOptions): GuardMiddleware {
  const { stop } = check(options, 'guard')
  return middleware(made(engine, rules as RulesByName, { stop }), stop)
}

function guardTools<Tools extends readonly object[]>(
  engine: Engine,
  tools: Tools,
  rules: object = {},
  options?: GuardOptions,
): Tools {
  const given = arrayOf<object>('tools')(tools, 'tools', ' of guard.tools')
  const names = given.map((tool) => String((tool as { name?: unknown }).name))
  const named = rulesOfAll(rules as RulesByName, names)
  const { stop } = check(options, 'guard.tools')
  const of = made(engine, named, { stop })
  return given.map((tool, index) => {
    const guarded = guardTool(of, tool)
    const name = names[index] ?? ''
    if (guarded === tool) expectNoRules(`the tool \`${name}\``, named[name])
    return guarded
  }) as readonly object[] as Tools
}

function made(engine: Engine, rules: RulesByName, options: GuardOptions): OfLangChain {
  return {
    guarded: createGuard(engine, rules, options),
    isJournaled: engine.journal !== undefined,
  }
}
