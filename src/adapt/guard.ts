import { anything, arrayOf, having, isOptions, nonEmptyText, refusal } from '../call/expect.ts'
import { UsageError } from '../call/errors/error.ts'
import {
  optional,
  optionsCheck,
  type OptionList,
  type OptionsCheck,
} from '../call/options/option-list.ts'
import type { AnyTool, ToolOptions } from '../call/tool.ts'
import { engineOption } from '../agent/options.ts'
import type { ToolCall } from '../call/call.ts'
import type { Plan } from '../plan/plan.ts'
import type { Engine } from '../turn/contract.ts'
import { closestName } from '../util/closest-name.ts'
import { softStopOption, type SoftStop } from './soft-stop.ts'
import { OpenTurn, Step, turnId } from './step.ts'
import { StepsByPlace } from './steps/by-place.ts'
import { toolOfRules } from './tool-of-rules.ts'

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

/** What may be said of a guard whose framework tells tools nothing that names the conversation. */
export interface RunGuardOptions extends GuardOptions {
  /**
   * Names the conversation for the engine's journal: the same again after a crash, and that of no other. Without one, nothing is found
   * again.
   */
  readonly runId?: string | undefined
}

/** What may be said of the calls of one message. */
export interface StepOptions {
  /**
   * Ids of the message's calls in the model's order, where they are known before the first is run. Without them, calls are in the order
   * in which they come.
   */
  readonly callIds?: readonly string[] | undefined
  /** Names of the tools that the message calls, where they are known before the first is run and may have no rules. */
  readonly names?: readonly string[] | undefined
  /**
   * Names the message for the journal, in this process and the next: a conversation and the number of the message in it. Default: a
   * random one, of which a crash leaves nothing.
   */
  readonly id?: string | undefined
  /** What the functions of the rules are given beside inputs. */
  readonly context?: unknown
  /**
   * For calls that come while their message is still being told: resolves with whether it ended well. Until then only what reads
   * starts; and if it was cut off (false, or a rejection), nothing more does. Default: the message is complete.
   */
  readonly complete?: PromiseLike<boolean> | undefined
}

/** Tools of somebody else's loop, on an engine. */
export interface Guard {
  /**
   * The step that `key` stands for: any object that there is once for each message of the model, or a text that names the message
   * and is forgotten once none of its calls is under way. The options count when it is first asked for. Inside each call that runs,
   * be it a call of this guard or of anything else on an engine, a key stands for a step of its own.
   */
  step(key: object | string, options?: StepOptions): Step
  /** What would wait for what if these were the calls of one message. */
  explain(calls: readonly ToolCall[]): Plan
  /** Whether it has rules for a tool of this name. */
  has(name: string): boolean
}

/** The options of guards, for those that have more. */
export const runGuardOptionList: OptionList<RunGuardOptions> = {
  stop: optional(softStopOption),
  runId: optional(nonEmptyText),
}

/** @throws {UsageError} naming the first option that is not what it should be. */
export const checkRunGuard: OptionsCheck<RunGuardOptions> = optionsCheck(runGuardOptionList)

const checkGuard = optionsCheck<GuardOptions>({ stop: runGuardOptionList.stop })

const checkStep = optionsCheck<StepOptions>({
  callIds: optional(arrayOf('ids')),
  names: optional(arrayOf('names')),
  id: optional(nonEmptyText),
  context: optional(anything),
  complete: optional(having('a promise', 'then')),
})

/** How many tools without rules a guard knows at a time: their names may come from a model. */
const mostUnruled = 100

/**
 * For a loop of your own, or a framework's: runs the calls of each message on an engine, ordered by what the rules say that they touch,
 * bounded, timed out, tried again, approved and journaled.
 *
 * @param rules by the tools' names. A tool that is not among them is one that declares nothing. What bounds a tool (`concurrency`,
 *   `breaker`, what `hedge` has learnt) belongs to its object of rules: guards of one engine that are given the same have it in common.
 * @throws {UsageError} if an option is not what its type says, or a rule asks for what the engine does not have.
 */
export function createGuard(
  engine: Engine,
  rules: RulesByName = {},
  options?: GuardOptions,
): Guard {
  const on = engineOption(engine, 'engine', ' of a guard')
  if (!isOptions(rules)) throw refusal('rules', ' of a guard', 'an object', rules)
  const { stop } = checkGuard(options, 'a guard')
  const tools = new Map<string, AnyTool>()
  const steps = new StepsByPlace()
  const has = (name: string): boolean => Object.hasOwn(rules, name)
  let bound: Engine | undefined

  function add(name: string): void {
    tools.set(name, toolOfRules(name, has(name) ? rules[name] : undefined))
    bound = undefined
  }

  /** With tools of these names, too. */
  function engineWith(names: readonly string[]): Engine {
    if (tools.size > Object.keys(rules).length + mostUnruled)
      for (const known of tools.keys()) if (!has(known)) tools.delete(known)
    for (const each of names) if (!tools.has(each)) add(each)
    return (bound ??= on.with([...tools.values()]))
  }

  function open(
    name: string,
    { id, context, names = [] }: StepOptions,
    isComplete: boolean,
  ): OpenTurn {
    const bound = engineWith([name, ...names])
    const { tools: taken } = bound
    const turn = bound.turn({ open: isComplete, id: turnId(id), context })
    return new OpenTurn(turn, (other) => taken.get(other) !== undefined)
  }

  function make(of: StepOptions, onIdle?: () => void): Step {
    return new Step({
      open: (name, isComplete) => open(name, of, isComplete),
      // A call that a tool itself makes is not one of the message's.
      elsewhere: (step, isOwn) => steps.find(step) ?? steps.add(step, make(isOwn ? {} : of)),
      callIds: of.callIds,
      complete: of.complete,
      stop,
      onIdle,
    })
  }

  for (const name of Object.keys(rules)) add(name)
  const guard: Guard = {
    step(key, given) {
      const known = steps.find(key)
      if (known !== undefined) return known
      if (typeof key !== 'string' && !isObject(key))
        throw refusal('key', ' of a step', 'an object or a text', key)
      const of = given === undefined ? {} : checkStep(given, 'a step')
      return typeof key === 'string'
        ? steps.addNamed(key, (forget) => make(of, forget))
        : steps.add(key, make(of))
    },
    explain: (calls) => engineWith(calls.map(({ name }) => name)).explain(calls),
    has,
  }
  // What the engine refuses of the rules is told here, and not to a model at its first call.
  if (tools.size > 0) engineWith([])
  return guard
}

/**
 * The rules of all tools of these names, be they empty.
 *
 * @throws {UsageError} if a rule names a tool that is not there.
 */
export function rulesOfAll(rules: RulesByName, names: readonly string[]): RulesByName {
  if (!isOptions(rules)) throw refusal('rules', ' of a guard', 'an object', rules)
  for (const name of Object.keys(rules)) {
    if (names.includes(name)) continue
    const close = closestName(name, names)
    const hint = close === undefined ? '' : ` Did you mean \`${close}\`?`
    const list = names.length === 0 ? 'there are no tools' : names.join(', ')
    throw new UsageError(`Expected the rules to name tools (${list}), got \`${name}\`.${hint}`)
  }
  // A tool may have a name that all objects know, such as `toString`.
  return Object.fromEntries(
    names.map((name) => [name, Object.hasOwn(rules, name) ? rules[name] : undefined]),
  )
}

function isObject(value: unknown): boolean {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
