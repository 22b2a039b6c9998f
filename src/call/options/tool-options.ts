import {
  breakerOption,
  hedgeOption,
  type BreakerOptions,
  type HedgeOptions,
} from '../guard-options.ts'
import {
  anything,
  anyText,
  callable,
  duration,
  isName,
  nonEmptyText,
  oneOf,
  positiveInteger,
  trueOrFalse,
  valueThat,
  wholeNumber,
  type Check,
} from '../expect.ts'
import type { CallContext } from '../context/call-context.ts'
import type { KeysOf } from '../effects.ts'
import type { InputSchema } from '../schema/input-schema.ts'
import type { ThreadModule } from '../thread-module.ts'
import { inputSchemaOption } from './input-schema-option.ts'
import { meantOfTool } from './meant-names.ts'
import {
  nestedOptions,
  optional,
  optionsCheck,
  required,
  type OptionList,
  type Settings,
} from './option-list.ts'

/** Whose results may serve whom: calls of one tool's name and one scope. A function is called in the turn's async context. */
export type ShareScope<Input, Context = never> =
  string | ((input: Input, given: CallContext<Context>) => string)

/** How identical calls under way at the same time become one. */
export interface CoalesceOptions<Input = never, Context = never> {
  /**
   * Keeps users or tenants apart. Default: the context and the function, so that calls of turns with different contexts share
   * nothing, nor do tools that are closures made for each request. Name one text to share among all of them.
   */
  readonly scope?: ShareScope<Input, Context> | undefined
}

/** How long a result serves identical calls. */
export interface CacheOptions<Input = never, Context = never> extends CoalesceOptions<
  Input,
  Context
> {
  /** How long a result may be used, from when its call ended, in milliseconds. */
  readonly ttlMs: number
}

/** What may be said of a tool beside what it is and does. */
export interface ToolOptions<Input, Context = never> {
  /**
   * The resources that a call reads: a key, several, or a function of the input that returns either; `[]` for none. Keys are
   * paths: `customer/7` lies within `customer`, and `*` is everything. Without `writes` it also says that the call changes nothing:
   * it may start before the message is complete, be tried again, be cached. What throws, or is no key, counts as writing
   * everything. Default: nothing is known.
   *
   * @example
   * reads: ({ customerId }) => `customer/${customerId}`
   */
  readonly reads?: KeysOf<Input, Context> | undefined
  /**
   * The resources that a call changes, as `reads` has them. A call waits for earlier ones that touch what it writes, and later
   * ones wait for it. For files take `fileKey(path)`, which is the same for every way to write a path.
   *
   * @example
   * writes: ({ path }) => fileKey(path)
   */
  readonly writes?: KeysOf<Input, Context> | undefined
  /**
   * Running it twice with one `idempotencyKey` is as good as once, so that it is tried again after a transient failure and run
   * again after a crash, although it writes. Default false.
   */
  readonly idempotent?: boolean | undefined
  /** How long one attempt may take, in milliseconds; default: the engine's. `Infinity` for no limit. */
  readonly timeoutMs?: number | undefined
  /**
   * How long one attempt may tell no progress, in milliseconds; default: as long as it takes. Each `progress(…)` and each
   * value that it yields begins the time anew, and so does the end of calls inside it; while those are under way it need
   * tell nothing. `timeoutMs` bounds the whole. In a thread or a queue, progress counts when it arrives.
   */
  readonly idleTimeoutMs?: number | undefined
  /**
   * How many attempts there may be beside the first, after transient failures; 0 for none. Default: the engine's. A tool that
   * neither only reads nor is `idempotent` is tried again only if the failure says that nothing was done. An attempt that is lost with
   * its thread, worker or server is no failure of the tool: where another may run, up to three of a call are made good, whatever is said here.
   */
  readonly retries?: number | undefined
  /** The names of the engine's `limits` that its attempts count against: one, or several. An engine that has none of a name refuses the tool. */
  readonly limit?: string | readonly string[] | undefined
  /** The most attempts of this tool in flight, over all turns; default: no limit of its own. */
  readonly concurrency?: number | undefined
  /**
   * Whether the engine's `approve` is asked before a call runs, and an engine without one refuses the tool. A function says it of
   * one call: all but `false` asks, and so does a throw. Such a call never starts early. Default false.
   */
  readonly needsApproval?:
    | boolean
    | ((input: Input, given: CallContext<Context>) => boolean | Promise<boolean>)
    | undefined
  /**
   * A call that takes longer than the tool's calls mostly do gets a second attempt beside the first, and the first
   * answer wins (Dean and Barroso, "The tail at scale", 2013). Only for a tool that changes nothing.
   */
  readonly hedge?: boolean | HedgeOptions | undefined
  /** After too many failures calls fail at once for a while, instead of being tried (Nygard, "Release It!", 2007). */
  readonly breaker?: boolean | BreakerOptions | undefined
  /** The most characters of a result that the model is shown; default: the engine's. */
  readonly maxResultChars?: number | undefined
  /** Identical calls under way at the same time run once. Only for a tool that changes nothing. */
  readonly coalesce?: boolean | CoalesceOptions<Input, Context> | undefined
  /** A result serves identical calls for `ttlMs` milliseconds. Only for a tool that changes nothing. */
  readonly cache?: CacheOptions<Input, Context> | undefined
}

/**
 * Where the attempts of a tool's calls run: here, in a worker thread, on the workers of the engine's queue; `outside`: it has
 * no `execute`, and somebody else brings its results.
 */
export type Place = 'inline' | 'thread' | 'queue' | 'outside'

/** All that may be said of a tool, wherever it runs. */
interface AnyDefinition extends ToolOptions<never>, Partial<ThreadModule> {
  readonly name: string
  readonly description?: string | undefined
  readonly inputSchema?: InputSchema | undefined
  readonly runsIn?: Place | undefined
  readonly execute?: ((input: never, context: never) => unknown) | undefined
}

/** A tool whose options are right one by one. */
export type CheckedTool = Settings<AnyDefinition, 'description'>

const keys: Check<KeysOf<never>> = valueThat(
  'a non-empty string, an array of them or a function',
  (value) => typeof value === 'function' || isNames(value),
)

const limit: Check<string | readonly string[]> = valueThat(
  'the name of a limit, or an array of names',
  isNames,
)

const scope: Check<ShareScope<never>> = valueThat(
  'a string or a function',
  (value) => typeof value === 'string' || typeof value === 'function',
)

const coalesce: OptionList<CoalesceOptions> = { scope: optional(scope) }
const cache: OptionList<CacheOptions> = { ttlMs: required(duration), ...coalesce }

const check = optionsCheck<AnyDefinition, 'description'>(
  {
    name: required(nonEmptyText),
    description: optional(anyText, ''),
    inputSchema: optional(inputSchemaOption as Check<InputSchema>),
    runsIn: optional(oneOf('inline', 'thread', 'queue', 'outside')),
    execute: optional(callable()),
    // Both are checked together, where it is known that it runs in a thread.
    module: optional(anything as Check<never>),
    exportName: optional(anything as Check<never>),
    reads: optional(keys),
    writes: optional(keys),
    idempotent: optional(trueOrFalse),
    timeoutMs: optional(duration),
    idleTimeoutMs: optional(duration),
    retries: optional(wholeNumber),
    limit: optional(limit),
    concurrency: optional(positiveInteger),
    needsApproval: optional(
      valueThat(
        'true, false or a function',
        (value) => typeof value === 'boolean' || typeof value === 'function',
      ),
    ),
    hedge: optional(hedgeOption),
    breaker: optional(breakerOption),
    maxResultChars: optional(positiveInteger),
    coalesce: optional(nestedOptions(coalesce, true, false)),
    cache: optional(nestedOptions(cache)),
  },
  meantOfTool,
)

/**
 * Checks a tool's options, each for itself.
 *
 * @throws {UsageError} naming the first that is not what it should be.
 */
export function checkTool(definition: unknown): CheckedTool {
  const name = nameOf(definition)
  return name === undefined
    ? check(definition, 'a tool', ' of a tool')
    : check(definition, `tool "${name}"`, ` of tool "${name}"`)
}

function nameOf(definition: unknown): string | undefined {
  try {
    const { name } = definition as { readonly name?: unknown }
    return isName(name) ? name : undefined
  } catch {
    return undefined
  }
}

function isNames(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isName) : isName(value)
}
