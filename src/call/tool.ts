import type { StandardSchemaV1 } from '@standard-schema/spec'
import {
  expectBreaker,
  expectHedge,
  type BreakerOptions,
  type HedgeOptions,
} from './guard-options.ts'
import { checkThreadModule, type ThreadModule } from './thread-module.ts'
import { readsOnly } from './effects.ts'
import { UsageError } from './error.ts'
import { expectCount, expectDuration, expectOneOf, expectPositive, show } from './expect.ts'

/** A JSON Schema (draft 2020-12 or 7) that describes an object. */
export type JsonSchema = { readonly [keyword: string]: unknown }

/** What may describe a tool's arguments. */
export type InputSchema = StandardSchemaV1 | JsonSchema

/** What a tool's `execute` gets for an input schema: the schema's output type, or whatever JSON held. */
export type InputOf<S> = S extends StandardSchemaV1
  ? StandardSchemaV1.InferOutput<S>
  : Record<string, unknown>

/** Resource keys: one, several, or a function of the input. `[]` declares that nothing is touched. */
export type KeysOf<Input> =
  string | readonly string[] | ((input: Input) => string | readonly string[])

/** What an attempt is given beside its input. */
export interface ToolContext {
  /** Fires when the attempt should stop: time-out, cancel, the turn's deadline. Its reason says which. */
  readonly signal: AbortSignal
  readonly callId: string
  readonly turnId: string
  /** From 1. */
  readonly attempt: number
  /** The same for every attempt of a call, so that a service can recognise a repeat. */
  readonly idempotencyKey: string
  /**
   * With an engine's `sharedKeys`: greater than that of whoever held an overlapping key before. Pass it on to a resource
   * that refuses smaller ones, for after a long pause this call may not be the only one.
   */
  readonly fencingToken?: number | undefined
  /** Sends something to whoever watches the turn. */
  readonly progress: (progress: unknown) => void
}

/** What may be said of a tool beside what it is and does. */
export interface ToolOptions<Input> {
  /** The resources that a call reads. Alone, it also says that the call changes nothing. */
  readonly reads?: KeysOf<Input> | undefined
  /** The resources that a call changes. */
  readonly writes?: KeysOf<Input> | undefined
  /** Running it twice with one idempotency key is as good as once. */
  readonly idempotent?: boolean | undefined
  /** How long one attempt may take, in milliseconds; default: the engine's. `Infinity` for no limit. */
  readonly timeoutMs?: number | undefined
  /** Extra attempts after a transient failure; default: the engine's. */
  readonly retries?: number | undefined
  /** The engine's named limits that its attempts count against. */
  readonly limit?: string | readonly string[] | undefined
  /** The most attempts of this tool in flight, over all turns; default: no limit of its own. */
  readonly concurrency?: number | undefined
  /** Whether the engine's `approve` is asked before a call runs. */
  readonly needsApproval?: boolean | ((input: Input) => boolean | Promise<boolean>) | undefined
  /**
   * A call that takes longer than the tool's calls mostly do gets a second attempt beside the first, and the first
   * answer wins (Dean and Barroso, "The tail at scale", 2013). Only for a tool that changes nothing.
   */
  readonly hedge?: boolean | HedgeOptions | undefined
  /** After too many failures calls fail at once for a while, instead of being tried (Nygard, "Release It!", 2007). */
  readonly breaker?: boolean | BreakerOptions | undefined
  /** The most characters of a result that the model is shown; default: the engine's. */
  readonly maxResultChars?: number | undefined
  /** Identical calls under way at one time run once. Only for a tool that changes nothing. */
  readonly coalesce?: boolean | undefined
  /** A result serves identical calls for `ttlMs` milliseconds. Only for a tool that changes nothing. */
  readonly cache?: { readonly ttlMs: number } | undefined
}

/** What {@link tool} makes a tool of. */
export interface ToolDefinition<
  S extends InputSchema = JsonSchema,
  Output = unknown,
> extends ToolOptions<InputOf<S>> {
  readonly name: string
  readonly description?: string
  /** Any Standard Schema (Zod, Valibot, ArkType …) or a JSON Schema object. Without one, any object is taken. */
  readonly inputSchema?: S
  /** Where its attempts run; default `'inline'`. `'queue'`: on the workers of the engine's `queue`. */
  readonly runsIn?: 'inline' | 'queue'
  readonly execute: (input: InputOf<S>, context: ToolContext) => Output | PromiseLike<Output>
}

/** A tool whose code is a module of its own, which runs in a worker thread: for work that keeps a processor busy. */
export interface ThreadToolDefinition<S extends InputSchema = JsonSchema>
  extends ToolOptions<InputOf<S>>, ThreadModule {
  readonly name: string
  readonly description?: string
  readonly inputSchema?: S
  readonly runsIn: 'thread'
}

/** A tool, checked and frozen. */
export interface Tool<Input = never, Output = unknown>
  extends ToolOptions<Input>, Partial<ThreadModule> {
  readonly name: string
  readonly description: string
  readonly inputSchema: InputSchema | undefined
  readonly runsIn: 'inline' | 'thread' | 'queue'
  readonly execute: (input: Input, context: ToolContext) => Output | PromiseLike<Output>
}

/** A tool of whatever input, as toolsets hold it. */
export type AnyTool = Tool<never, unknown>

/**
 * Declares a tool. `reads` and `writes` are all that Fanfold needs to know in order to run its calls beside
 * others safely, start them early, retry them, and run them again after a crash.
 *
 * @throws {UsageError} if an option is not what its type says.
 */
export function tool<const S extends InputSchema = JsonSchema, Output = unknown>(
  definition: ToolDefinition<S, Output>,
): Tool<InputOf<S>, Output>
export function tool<const S extends InputSchema = JsonSchema>(
  definition: ThreadToolDefinition<S>,
): Tool<InputOf<S>>
export function tool(definition: ToolDefinition | ThreadToolDefinition): AnyTool {
  const { name, inputSchema, reads, writes, runsIn = 'inline' } = definition
  const given: unknown = 'execute' in definition ? definition.execute : undefined
  if (typeof name !== 'string' || name === '')
    throw new UsageError(`Expected a tool's \`name\` to be a non-empty string, got ${show(name)}.`)
  expectOneOf(`runsIn of tool "${name}"`, ['inline', 'thread', 'queue'], runsIn)
  if (runsIn === 'thread') checkThreadModule(name, definition as Partial<ThreadModule>)
  else if (typeof given !== 'function')
    throw new UsageError(
      `Expected \`execute\` of tool "${name}" to be a function, got ${show(given)}.`,
    )
  if (inputSchema !== undefined && !isObjectLike(inputSchema))
    throw new UsageError(
      `Expected \`inputSchema\` of tool "${name}" to be a Standard Schema or a JSON Schema object, got ${show(inputSchema)}.`,
    )
  expectKeys(name, 'reads', reads)
  expectKeys(name, 'writes', writes)
  expectDuration(`timeoutMs of tool "${name}"`, definition.timeoutMs)
  expectCount(`retries of tool "${name}"`, definition.retries)
  expectLimit(name, definition.limit)
  expectHedge(`hedge of tool "${name}"`, definition.hedge)
  expectBreaker(`breaker of tool "${name}"`, definition.breaker)
  expectPositive(`concurrency of tool "${name}"`, definition.concurrency)
  expectPositive(`maxResultChars of tool "${name}"`, definition.maxResultChars)
  expectDuration(`cache.ttlMs of tool "${name}"`, definition.cache?.ttlMs)
  const made = Object.freeze({
    ...definition,
    name,
    description: definition.description ?? '',
    inputSchema,
    runsIn,
    execute: runsIn === 'thread' ? notHere : (given as AnyTool['execute']),
  })
  for (const option of ['coalesce', 'cache', 'hedge'] as const)
    if (definition[option] && !readsOnly(made))
      throw new UsageError(
        `Expected tool "${name}" to declare \`reads\` and no \`writes\`, for it asks for \`${option}\`. ` +
          'Only of calls that change nothing can one stand for another.',
      )
  return made
}

/** What a tool that runs elsewhere has in place of a function. */
function notHere(): never {
  throw new UsageError(
    'Expected a tool that runs in a thread to be run by an engine, got a call of its `execute`.',
  )
}

function expectKeys(tool: string, option: 'reads' | 'writes', keys: unknown): void {
  if (keys === undefined || typeof keys === 'function' || typeof keys === 'string') return
  if (Array.isArray(keys) && keys.every((key) => typeof key === 'string')) return
  throw new UsageError(
    `Expected \`${option}\` of tool "${tool}" to be a string, an array of strings or a function, got ${show(keys)}.`,
  )
}

function expectLimit(tool: string, limit: unknown): void {
  const names: unknown[] = Array.isArray(limit) ? limit : [limit]
  if (limit === undefined || names.every((name) => typeof name === 'string' && name !== '')) return
  throw new UsageError(
    `Expected \`limit\` of tool "${tool}" to be the name of a limit, or an array of names, got ${show(limit)}.`,
  )
}

function isObjectLike(value: unknown): boolean {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
