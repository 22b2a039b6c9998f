import type { ToolContext } from '../../call/tool.ts'
import type { Engine } from '../../turn/contract.ts'
import { checkRunGuard, type Guard, type GuardRules, type RunGuardOptions } from '../guard.ts'
import { guardList } from '../list.ts'
import type { RuledInput } from '../object-input.ts'
import { replaced } from '../replaced.ts'
import { unruled, withRules } from '../rule.ts'
import { textInput } from '../text-input.ts'
import { valueOrText } from '../tool-call-error.ts'
import { turnId } from '../step.ts'
import { callIdsOf, callingMessage, takeCall, type ToolRunner } from './calls.ts'
import { runnerFor } from './runner-for.ts'

/** What the rules of a tool are given: what its function is, or, where that is text, what the text holds. */
export type FunctionToolInput<Tool> = Tool extends { $parseRaw(text: string): infer Input }
  ? RuledInput<Input>
  : Tool extends { function: { function: (input: infer Input, ...rest: never) => unknown } }
    ? string extends Input
      ? Readonly<Record<string, unknown>>
      : RuledInput<Input>
    : never

/** A tool of `runTools`, as far as this looks at it: a function of its own, or one of `zodFunction`. */
export interface FunctionTool {
  readonly type?: string | undefined
  readonly function: { readonly name?: string | undefined }
}

type Call = (input: unknown, runner: ToolRunner, toolContext: unknown) => unknown
type Parse = (text: string) => unknown

interface PlainTool extends FunctionTool {
  readonly function: { readonly name?: string; readonly function: Call; readonly parse?: Parse }
}

interface ZodTool extends FunctionTool {
  readonly function: { readonly name: string }
  readonly $callback: Call
  readonly $parseRaw: Parse
}

/**
 * A copy of a tool that carries rules for `guard`: what it touches, its time-out, its retries, its limit.
 *
 * @throws {UsageError} if the tool or the rules are no object. What the rules say is checked by `guard`.
 */
export const rule: <Tool extends FunctionTool>(
  tool: Tool,
  rules: GuardRules<FunctionToolInput<Tool>>,
) => Tool = withRules

/**
 * The same tools for `client.chat.completions.runTools`, run by an engine: ordered by what their rules say that they touch, bounded,
 * timed out, tried again, approved, journaled. (No content safety: for that the field says guardrail.) A call that does not
 * end `ok` is told to the model as text, where the runner alone would end the run with what a tool throws.
 *
 * @param tools Those without a function to call are passed on as they are.
 * @throws {UsageError} if a rule or an option is not what its type says.
 */
export function guard<Tools extends readonly object[]>(
  engine: Engine,
  tools: Tools,
  options?: RunGuardOptions,
): Tools {
  const { runId, stop } = checkRunGuard(options, 'guard')
  const wrap = (guarded: Guard, tool: PlainTool | ZodTool, name: string): object =>
    isPlain(tool) ? guardPlain(guarded, tool, name, runId) : guardZod(guarded, tool, name, runId)
  return guardList(engine, tools, { stop }, { nameOf, wrap })
}

function guardPlain(
  guarded: Guard,
  tool: PlainTool,
  name: string,
  runId: string | undefined,
): PlainTool {
  const { function: spec } = tool
  const { parse } = spec
  // With its own `this`, which is what holds it.
  const call: Call = (...given) => spec.function(...given)
  const made = guardFunction(
    guarded,
    tool,
    name,
    runId,
    call,
    parse && ((text) => spec.parse?.(text)),
  )
  // The runner takes the name of the function itself where no other is given.
  const named = replaced(replaced(spec, 'function', made.call), 'name', name)
  return replaced(
    tool,
    'function',
    parse === undefined ? named : replaced(named, 'parse', made.parse),
  )
}

function guardZod(guarded: Guard, tool: ZodTool, name: string, runId: string | undefined): ZodTool {
  const { $callback, $parseRaw } = tool
  const made = guardFunction(guarded, tool, name, runId, $callback, $parseRaw)
  return replaced(replaced(tool, '$callback', made.call), '$parseRaw', made.parse)
}

/** `parse` reads the arguments' text; undefined for a function that takes the text itself. */
function guardFunction(
  guarded: Guard,
  tool: object,
  name: string,
  runId: string | undefined,
  call: Call,
  parse: Parse | undefined,
): { readonly call: Call; readonly parse: Parse } {
  /** What a call's arguments were before they were read. */
  const texts = new WeakMap<object, string>()
  const note = (value: unknown, text: string): void => {
    if (typeof value === 'object' && value !== null) texts.set(value, text)
  }

  const guardedCall: Call = (given, runner = noRunner(), toolContext?) => {
    const message = callingMessage(runner) ?? { role: 'none' }
    const text = typeof given === 'object' && given !== null ? texts.get(given) : String(given)
    const isText = parse === undefined && typeof given === 'string'
    const { input, unwrap } = isText ? textInput(given) : asIs(given)
    const id = turnId(runId, placeOf(message, runner))
    return guarded
      .step(message, { id, callIds: callIdsOf(message), context: toolContext })
      .run(
        { id: takeCall(message, name, text), name, input },
        (changed: never, { signal }: ToolContext) =>
          call(unwrap(changed), runnerFor(runner, signal), toolContext),
        runner.controller.signal,
        unruled(tool),
      )
      .then(valueOrText)
  }

  const guardedParse: Parse = (text) => {
    const value = parse?.(text)
    if (value instanceof Promise)
      void value.then(
        (read) => note(read, text),
        () => {},
      )
    else note(value, text)
    return value
  }
  return { call: guardedCall, parse: guardedParse }
}

/** For tests of a tool, which call it alone. */
function noRunner(): ToolRunner {
  return { messages: [], controller: new AbortController() }
}

function asIs(input: unknown): { readonly input: unknown; unwrap(given: unknown): unknown } {
  return { input, unwrap: (given) => given }
}

function placeOf(message: object, { messages }: ToolRunner): number {
  return (messages as readonly object[]).lastIndexOf(message)
}

function nameOf(tool: object): string | undefined {
  if (isPlain(tool)) return tool.function.name || tool.function.function.name
  return isZod(tool) ? tool.function.name : undefined
}

function isPlain(tool: object): tool is PlainTool {
  const { function: spec } = tool as { function?: Partial<PlainTool['function']> }
  return typeof spec?.function === 'function'
}

function isZod(tool: object): tool is ZodTool {
  return typeof (tool as Partial<ZodTool>).$callback === 'function'
}
