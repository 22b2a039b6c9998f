import type { CallContext } from '../context/call-context.ts'
import type { InputOf, InputSchema, JsonSchema } from '../schema/input-schema.ts'
import type { ThreadModule } from '../thread-module.ts'
import type { Place, ToolOptions } from './tool-options.ts'

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

/** All that may be said of a tool but its schema and where it runs, of which TypeScript infers the rest. */
export interface ToolParts<S, Output, Context>
  extends ToolOptions<InputOf<S>, Context>, Partial<ThreadModule> {
  /** What the model calls it by, and what an engine's tools are told apart by. Most providers take letters, digits, `_` and `-`. */
  readonly name: string
  /** Told to the model: what it does, when to use it, what comes back. Default: none. */
  readonly description?: string | undefined
  /**
   * Runs one attempt of a call, with arguments that have passed `inputSchema`. What it returns is the call's result: text, JSON,
   * `content` parts, or a generator of progress that returns the result. What it throws becomes a `failed` result that the model
   * sees; a `ToolError`, or the `Response` of a request, says whether another attempt is worth it. With `runsIn: 'thread'`
   * leave it out: what `module` exports is run. A tool without it gets its results from outside, as a question to the user does: by
   * `results` of `agent.run`, `agent.resume` and `engine.execute`.
   */
  readonly execute?:
    ((input: InputOf<S>, context: ToolContext<Context>) => Output | PromiseLike<Output>) | undefined
}

/** What `tool` makes a tool of. `S` is the type of its schema, `Context` what its functions need as the `context` of a turn. */
export interface ToolDefinition<
  S = JsonSchema,
  Output = unknown,
  Context = unknown,
> extends ToolParts<S, Output, Context> {
  /**
   * What the arguments of a call look like: told to the model, and checked before a call runs.
   *
   * - A Standard Schema that can write JSON Schema: Zod from 4.2, ArkType, Valibot in `toStandardJsonSchema(…)` of
   *   `@valibot/to-json-schema`, Effect in `Schema.toStandardJSONSchemaV1(…)`. `execute` gets its output.
   * - A JSON Schema object, also as TypeBox makes it. Of a literal the input's type is inferred; else `jsonSchema<T>(…)` says it.
   *
   * Default: any object.
   */
  readonly inputSchema?: S | undefined
  /**
   * Where its attempts run; default `'inline'`, or `'outside'` without `execute`. `'thread'`: in a worker thread, for work that
   * keeps a processor busy; needs `module`. `'queue'`: on the workers of the engine's `queue`. `'outside'`: nowhere here, and
   * nothing but `needsApproval` and `maxResultChars` may be said of it.
   */
  readonly runsIn?: Place | undefined
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
