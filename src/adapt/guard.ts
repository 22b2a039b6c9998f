import { anything, arrayOf, nonEmptyText } from '../call/expect.ts'
import { UsageError } from '../call/errors/error.ts'
import { optional, optionsCheck } from '../call/options/option-list.ts'
import { tool, type AnyTool, type ToolOptions } from '../call/tool.ts'
import { engineOption } from '../agent/options.ts'
import type { Engine } from '../turn/contract.ts'
import { closestName } from '../util/closest-name.ts'
import { isInBodyOf } from './bodies.ts'
import { softStopOption, type SoftStop } from './soft-stop.ts'
import { Step, type OpenTurn } from './step.ts'

/**
 * What may be said of a framework's tool. The framework writes the results into the conversation, so that there is no
 * `maxResultChars`.
 */
export type GuardRules<Input = never, Context = never> = Omit<
  ToolOptions<Input, Context>,
  'maxResultChars'
>

/** The rules of tools by their names. */
export type RulesByName = Readonly<Record<string, GuardRules | undefined>>

/** What may be said of a guard. */
export interface GuardOptions {
  /** Lets the user stop without losing what has ended. */
  readonly stop?: SoftStop | undefined
}

/** What may be said of the calls of one message. */
export interface StepOptions {
  /**
   * Ids of the message's calls in the model's order, where they are known before the first is run. Without them, calls are in the order
   * in which they come.
   */
  readonly callIds?: readonly string[] | undefined
  /**
   * Names the message for the journal, in this process and the next: a conversation and the number of the message in it. Default: a
   * random one, of which a crash leaves nothing.
   */
  readonly id?: string | undefined
  /** What the functions of the rules are given beside inputs. */
  readonly context?: unknown
}

/** Tools of somebody else's loop, on an engine. */
export interface Guard {
  /**
   * The step that `key` stands for: any object that there is once for each message of the model. The options count when it is first
   * asked for.
   */
  step(key: object, options?: StepOptions): Step
  /** Whether it has rules for a tool of this name. */
  has(name: string): boolean
}

const checkGuard = optionsCheck<GuardOptions>({
  stop: optional(softStopOption),
})

const checkStep = optionsCheck<StepOptions>({
  callIds: optional(arrayOf('ids')),
  id: optional(nonEmptyText),
  context: optional(anything),
})

/**
 * For a loop of your own, or a framework's: runs the calls of each message on an engine, ordered by what the rules say that they touch,
 * bounded, timed out, tried again, approved and journaled.
 *
 * @param rules by the tools' names. A tool that is not among them is one that declares nothing.
 * @throws {UsageError} if an option is not what its type says.
 */
export function createGuard(
  engine: Engine,
  rules: RulesByName = {},
  options?: GuardOptions,
): Guard {
  const on = engineOption(engine, 'engine', ' of a guard')
  const { stop } = checkGuard(options, 'a guard')
  const tools = new Map<string, AnyTool>()
  const steps = new WeakMap<object, Step>()
  let bound: Engine | undefined

  function add(name: string): void {
    tools.set(name, toolOf(name, rules[name]))
    bound = undefined
  }

  function open(name: string, { id, context }: StepOptions): OpenTurn {
    if (!tools.has(name)) add(name)
    bound ??= on.with([...tools.values()])
    const { tools: taken } = bound
    const turn = bound.turn({ open: true, id, context })
    return { turn, takes: (other) => taken.get(other) !== undefined }
  }

  for (const name of Object.keys(rules)) add(name)
  const guard: Guard = {
    step(key, given) {
      const known = steps.get(key)
      // A call that a tool itself makes is not one of the message's: it would wait for the tool's own call, and that for it.
      if (known !== undefined && isInBodyOf(known))
        return guard.step({}, { context: given?.context })
      if (known !== undefined) return known
      const of = given === undefined ? {} : checkStep(given, 'a step')
      const step = new Step({ open: (name) => open(name, of), callIds: of.callIds, stop })
      steps.set(key, step)
      return step
    },
    has: (name) => Object.hasOwn(rules, name),
  }
  return guard
}

/** @throws {UsageError} if a rule names a tool that is not there. */
export function expectTools(rules: RulesByName, names: readonly string[]): void {
  for (const name of Object.keys(rules)) {
    if (names.includes(name)) continue
    const close = closestName(name, names)
    const hint = close === undefined ? '' : ` Did you mean \`${close}\`?`
    const list = names.length === 0 ? 'there are none' : names.join(', ')
    throw new UsageError(`Expected the rules to name tools (${list}), got \`${name}\`.${hint}`)
  }
}

function toolOf(name: string, rules: GuardRules = {}): AnyTool {
  if ('maxResultChars' in rules)
    throw new UsageError(
      `Expected no \`maxResultChars\` of tool "${name}", whose results the framework writes into the conversation. Cut them in the tool.`,
    )
  return tool({ ...rules, name, execute: notHere } as never)
}

/** Each call brings a body of its own. */
function notHere(): never {
  throw new UsageError('Expected a call of a guarded tool to bring its body.')
}
