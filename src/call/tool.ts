import type { CallContext } from './context/call-context.ts'
import { readsOnly } from './effects.ts'
import { UsageError } from './errors/error.ts'
import { refusal } from './expect.ts'
import type { Exact } from './options/exact.ts'
import {
  checkTool,
  type CheckedTool,
  type InputOf,
  type InputSchema,
  type JsonSchema,
  type Place,
  type ToolOptions,
} from './options/tool-options.ts'
import { checkThreadModule, type ThreadModule } from './thread-module.ts'

export type { KeysOf } from './effects.ts'

export type {
  CacheOptions,
  CoalesceOptions,
  InputOf,
  InputSchema,
  JsonSchema,
  ShareScope,
  ToolOptions,
} from './options/tool-options.ts'

/** What an attempt is given beside its input. */
export interface ToolContext<Context = unknown> extends CallContext<Context> {
  /** Fires when the attempt should stop: time-out, cancel, the turn's deadline. Its reason says which. */
  readonly signal: AbortSignal
  readonly callId: string
  readonly turnId: string
  /** From 1. */
  readonly attempt: number
  /** The same for every attempt of a call, so that a service can recognise a repeat. */
  readonly idempotencyKey: string
  /**
   * With an engine's `sharedKeys`: greater than that of each call that held an overlapping key before. Pass it on to a resource
   * that refuses smaller ones, for after a long pause this call may not be the only one.
   */
  readonly fencingToken?: number | undefined
  /** Sends something to those who watch the turn, and shows that the attempt is at work (`idleTimeoutMs`). */
  readonly progress: (progress: unknown) => void
}

/** What {@link tool} makes a tool of. */
export interface ToolDefinition<
  S extends InputSchema = JsonSchema,
  Output = unknown,
  Context = unknown,
> extends ToolOptions<InputOf<S>, Context> {
  readonly name: string
  readonly description?: string | undefined
  /** Any Standard Schema (Zod, Valibot, ArkType …) or a JSON Schema object. Without one, any object is taken. */
  readonly inputSchema?: S | undefined
  /** Where its attempts run; default `'inline'`. `'queue'`: on the workers of the engine's `queue`. */
  readonly runsIn?: 'inline' | 'queue' | undefined
  readonly execute: (
    input: InputOf<S>,
    context: ToolContext<Context>,
  ) => Output | PromiseLike<Output>
}

/** A tool whose code is a module of its own, which runs in a worker thread: for work that keeps a processor busy. */
export interface ThreadToolDefinition<S extends InputSchema = JsonSchema, Context = unknown>
  extends ToolOptions<InputOf<S>, Context>, ThreadModule {
  readonly name: string
  readonly description?: string | undefined
  readonly inputSchema?: S | undefined
  readonly runsIn: 'thread'
  /** It has none: its code is what `module` exports. */
  readonly execute?: undefined
}

/**
 * A tool without `execute`: a question to the user, an action in a browser. Its calls wait for results from outside, which
 * `results` of `agent.run`, `agent.resume` and `engine.execute` bring. They touch no key.
 */
export interface OutsideToolDefinition<
  S extends InputSchema = JsonSchema,
  Context = unknown,
> extends Pick<ToolOptions<InputOf<S>, Context>, 'needsApproval' | 'maxResultChars'> {
  readonly name: string
  readonly description?: string | undefined
  readonly inputSchema?: S | undefined
  readonly runsIn?: 'outside' | undefined
  readonly execute?: undefined
}

/** A tool, checked and frozen. `Context` is what its functions need as the `context` of a turn. */
export interface Tool<Input = never, Output = unknown, Context = never>
  extends ToolOptions<Input, Context>, Partial<ThreadModule> {
  readonly name: string
  readonly description: string
  readonly inputSchema?: InputSchema | undefined
  readonly runsIn: Place
  readonly execute: (input: Input, context: ToolContext<Context>) => Output | PromiseLike<Output>
}

/** A tool of whatever input and context, as toolsets hold it. */
export type AnyTool = Tool<never, unknown, never>

/**
 * Declares a tool. `reads` and `writes` are all that Fanfold needs to know in order to run its calls beside
 * others safely, start them early, retry them, and run them again after a crash.
 *
 * @throws {UsageError} if an option is not what its type says.
 */
export function tool<const S extends InputSchema = JsonSchema, Context = unknown, Given = unknown>(
  definition: Exact<ThreadToolDefinition<S, Context>, Given, keyof AnyTool>,
): Tool<InputOf<S>, unknown, Context>
export function tool<
  const S extends InputSchema = JsonSchema,
  Output = unknown,
  Context = unknown,
  Given = unknown,
>(
  definition: Exact<ToolDefinition<S, Output, Context>, Given, keyof AnyTool>,
): Tool<InputOf<S>, Output, Context>
export function tool<const S extends InputSchema = JsonSchema, Context = unknown, Given = unknown>(
  definition: Exact<OutsideToolDefinition<S, Context>, Given, keyof AnyTool>,
): Tool<InputOf<S>, unknown, Context>
export function tool(
  definition: ToolDefinition | ThreadToolDefinition | OutsideToolDefinition,
): AnyTool {
  const checked = checkTool(definition)
  const runsIn = checked.runsIn ?? (checked.execute === undefined ? 'outside' : 'inline')
  const made = Object.freeze({ ...checked, runsIn, execute: executeOf({ ...checked, runsIn }) })
  for (const option of ['coalesce', 'cache', 'hedge'] as const)
    if (made[option] && !readsOnly(made))
      throw new UsageError(
        `Expected tool "${made.name}" to declare \`reads\` and no \`writes\`, for it asks for \`${option}\`. ` +
          'Only calls that change nothing can share a result.',
      )
  tools.add(made)
  return made
}

/** On an `execute` that there has to be, and that is not run. */
const standsIn: symbol = Symbol.for('fanfold.not-here')

/** All that were made here: what they say has been checked. */
const tools = new WeakSet<object>()

/** Whether it is a tool as {@link tool} makes one. One of another copy of the package is a definition. */
export function isTool(value: object): value is AnyTool {
  return tools.has(value)
}

function executeOf(checked: CheckedTool & { readonly runsIn: Place }): AnyTool['execute'] {
  const { name, runsIn, execute, ...rest } = checked
  if (runsIn === 'thread') {
    checkThreadModule(name, rest)
    // A tool made before, perhaps by another copy of the package, may be given again, or spread into a new one.
    if (execute !== undefined && !(standsIn in execute))
      throw new UsageError(
        `Expected no \`execute\` of tool "${name}" beside \`runsIn: 'thread'\`, which runs what \`module\` exports; ` +
          'got a function. Move its code there, or leave out `runsIn` and `module`.',
      )
    return notHere
  }
  if (runsIn === 'outside') {
    expectOutside(checked)
    return notHere
  }
  for (const option of ['module', 'exportName'] as const)
    if (rest[option] !== undefined)
      throw new UsageError(
        `Expected \`${option}\` of tool "${name}" only beside \`runsIn: 'thread'\`, got it beside '${runsIn}'.`,
      )
  if (execute === undefined) throw refusal('execute', ` of tool "${name}"`, 'a function', undefined)
  return execute as AnyTool['execute']
}

/** What may be said of a tool that has no `execute`: the rest is about attempts, which it does not have, or keys. */
const outsideOptions: ReadonlySet<string> = new Set([
  'name',
  'description',
  'inputSchema',
  'runsIn',
  'execute',
  'needsApproval',
  'maxResultChars',
])

/** @throws {UsageError} if something is said of such a tool that would mean nothing. */
function expectOutside({ name, execute, ...rest }: CheckedTool): void {
  if (execute !== undefined && !(standsIn in execute))
    throw new UsageError(
      `Expected no \`execute\` of tool "${name}" beside \`runsIn: 'outside'\`, got a function. Leave out one of the two.`,
    )
  const stray = Object.keys(rest).find((option) => !outsideOptions.has(option))
  if (stray === undefined) return
  throw new UsageError(
    `Expected no \`${stray}\` of tool "${name}", which has no \`execute\`: its calls wait for results from outside, have no attempts ` +
      'and hold no keys. Leave it out, or give the tool an `execute`.',
  )
}

/** The `execute` of a tool that does not run here. */
const notHere = Object.assign(
  (): never => {
    throw new UsageError(
      'Expected a tool without an `execute` of its own to be run by an engine, got a call of it.',
    )
  },
  { [standsIn]: true },
)
