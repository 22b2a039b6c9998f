import type { ToolCall } from '../call/call.ts'
import type { TurnEvent } from '../call/report/event.ts'
import type { TurnReport } from '../call/report/report.ts'
import type { RetryBudgetOptions } from '../attempt/retry-budget.ts'
import type { EngineConcurrency } from '../limit/concurrency.ts'
import type { SharedKeys } from '../keys/shared-keys.ts'
import type { LimitsOptions } from '../limit/limits.ts'
import type { ContextOf, WithContext } from '../call/context/context-of.ts'
import type { AroundAttempt } from '../call/options/around-attempt.ts'
import type { Exact } from '../call/options/exact.ts'
import type { GivenResult } from '../call/options/given-results.ts'
import type { ToolResult } from '../call/report/result.ts'
import type { AnyTool, ToolContext } from '../call/tool.ts'
import type { Toolset } from '../call/toolset.ts'
import type { Journal } from '../journal/journal.ts'
import type { Executor } from '../place/executor.ts'
import type { Approve } from './waits/approval/approve.ts'
import type { ThreadOptions } from '../place/thread/handle.ts'
import type { PlanOptions } from '../plan/make-plan.ts'
import type { Plan } from '../plan/plan.ts'
import type { Clock } from '../util/clock.ts'

/** What happens to a turn's other calls when one fails. Calls that it conflicts with or feeds are another matter. */
export type FailurePolicy = 'continue' | 'cancel-rest'

/** What an engine is made of. Times in milliseconds. */
export interface EngineOptions<Context = unknown> {
  /** What the model may call; each name once. */
  readonly tools: readonly AnyTool[]
  /**
   * How calls of tools that declare neither `reads` nor `writes` run; default `'parallel'`: beside each other. `'in-order'`:
   * one by one over the whole engine, in call order within a turn.
   */
  readonly undeclared?: 'parallel' | 'in-order' | undefined
  /**
   * The most attempts in flight, over all turns; default 16. `'adaptive'` follows how the tools' services bear it.
   */
  readonly concurrency?: EngineConcurrency | undefined
  /** Limits that tools share, by the name that a tool's `limit` gives. */
  readonly limits?: LimitsOptions | undefined
  /** How many retries there may be over all, so that a service in trouble gets no storm; `false` for no bound. */
  readonly retryBudget?: RetryBudgetOptions | false | undefined
  /** The time-out of an attempt whose tool names none, in milliseconds; default 120,000. */
  readonly timeoutMs?: number | undefined
  /**
   * How long a call that declares writes may take to stop once told to; default 1,000. With `undeclared: 'in-order'`, also one
   * that declares nothing.
   */
  readonly graceMs?: number | undefined
  /** Extra attempts after a transient failure, for tools that name none; default 0. */
  readonly retries?: number | undefined
  /**
   * How long a service may ask to be left alone (`Retry-After`), in milliseconds; default 60,000. For as long, the named
   * limits of the tool are paused, and the call is tried again then. Asked for longer, the call fails and says until when.
   */
  readonly maxRetryAfterMs?: number | undefined
  /** What happens to a turn's other calls when one fails; default `'continue'`. */
  readonly onFailure?: FailurePolicy | undefined
  /**
   * Asked before a call of a tool with `needsApproval` runs, once for identical calls of a turn. May answer at once or
   * wait for a person; the other calls run meanwhile. If it throws, the call is denied.
   */
  readonly approve?: Approve<Context> | undefined
  /** How long to wait for an approval, in milliseconds; default: as long as the turn may take. */
  readonly approvalTimeoutMs?: number | undefined
  /** The most characters of one result that the model is shown; what is cut it can read with the tool `read_result`. */
  readonly maxResultChars?: number | undefined
  /**
   * The most characters of a turn's results together, shared fairly (max-min) among the long ones; Infinity for no limit. Default: 192,000,
   * or what an agent's `contextTokens` says; in an `open` turn none.
   */
  readonly maxTurnResultChars?: number | undefined
  /**
   * Where calls that may change something are written down before and after they run, so that after a crash none is
   * lost and none is done twice. Without one, a crash forgets its turns.
   */
  readonly journal?: Journal | undefined
  /** Keeps calls apart that touch the same keys in other engines, as `redisKeys()` does; see what it promises. */
  readonly sharedKeys?: SharedKeys | undefined
  /** Where tools with `runsIn: 'queue'` run, as `bullmq()` makes it. */
  readonly queue?: Executor | undefined
  /** For tools that run in threads. */
  readonly threads?: ThreadOptions | undefined
  /** Adds the tool `batch`, by which a model sends a whole plan of calls that need each other in one call. */
  readonly batch?: boolean | undefined
  /** Told every event of every turn. If it throws, a warning of the report says so. */
  readonly onEvent?: ((event: TurnEvent) => void) | undefined
  /** Called around each attempt, for spans. */
  readonly aroundAttempt?: AroundAttempt<Context> | undefined
  /** Time, timers and chance; default: the machine's. */
  readonly clock?: Clock | undefined
}

/** What may be said of one turn. */
export interface TurnOptions<Context = unknown> {
  /**
   * Names the turn in events, reports, idempotency keys and the journal; default: a random one. With a journal, calls of
   * a turn of this id that were there before are not run again: see the guide on durability.
   */
  readonly id?: string | undefined
  /** There was no turn of this id before: the journal is not asked. */
  readonly fresh?: boolean | undefined
  /**
   * For the tools of the turn, whose functions are given it beside the input: a user, a tenant, a database. It may hold secrets
   * and handles: it is passed on as it is, and is in no event, result or journal. Default: that of the turn around, if it
   * begins inside a tool. `null` for none.
   */
  readonly context?: Context | undefined
  /** Cancels the turn. */
  readonly signal?: AbortSignal | undefined
  /** How long the turn may take from now on, in milliseconds; what has finished by then is kept. */
  readonly deadlineMs?: number | undefined
  /** Default: the engine's. */
  readonly onFailure?: FailurePolicy | undefined
  /** Told every event of this turn. If it throws, a warning of the report says so. */
  readonly onEvent?: ((event: TurnEvent) => void) | undefined
  /**
   * An input may refer to the results of earlier calls of the turn by their ids: `"${a.customer.id}"` is that value,
   * and the call waits for it. `$${` is a literal `${`. Default false, for inputs hold `${` for other reasons.
   */
  readonly references?: boolean | undefined
  /** A discarded turn, whose finished early results are taken over by the same calls, once each. */
  readonly adopt?: Turn | undefined
  /** Each call is complete when it is added, and may start, and more may come until commit(). Default false. */
  readonly open?: boolean | undefined
  /**
   * Results of pending calls, from outside. Checked before anything starts; one that no call takes, because it has a result
   * already, is a warning of the report.
   */
  readonly results?: readonly GivenResult[] | undefined
  /** `'forbid'`: the turn's calls, and the steps of its plans, run one by one. Default `'allow'`. */
  readonly parallel?: 'allow' | 'forbid' | undefined
}

/** What may be said of one call as it is added to a turn. */
export interface AddOptions {
  /** Cancels the call. */
  readonly signal?: AbortSignal | undefined
  /** Runs instead of the tool's `execute`, in the async context in which the call is added. */
  readonly run?: ((input: unknown, context: ToolContext) => unknown) | undefined
  /**
   * What `run` stands for, where it is a closure made for this call alone: a tool of a framework, say. Calls share results
   * (`coalesce`, `cache` without a `scope`) only if theirs is the same object. Default: `run` itself.
   */
  readonly sameAs?: object | undefined
}

/** How a turn, a run or an engine is suspended. */
export interface SuspendOptions {
  /** For how long what runs may finish, in milliseconds; default 10,000; 0 for none. Then it is told to stop. */
  readonly withinMs?: number | undefined
}

/** A call whose arguments are still coming. */
export interface PartialCall {
  /** The id that the complete call will have. */
  readonly id: string
  readonly name: string
}

/** The calls of one assistant message, from the first that is complete to the last result. */
export interface Turn extends AsyncIterable<TurnEvent> {
  readonly id: string
  /**
   * Adds a call, in call order. Whether it may start now or at commit is decided by what its tool declares.
   *
   * @returns a promise of its result, which rejects only with the error of a body that was withdrawn. Of a call that is pending
   *   at the turn's end it has the status `waiting`.
   */
  add<Given = unknown>(call: ToolCall, options?: Exact<AddOptions, Given>): Promise<ToolResult>
  /**
   * Takes the next piece of the arguments' text of a call that is still coming, the next to be added. Steps of a
   * `batch` that only read start as they become complete; nothing else happens. There only if the engine has `batch`.
   */
  readonly addPart?: ((call: PartialCall, text: string) => void) | undefined
  /**
   * The message is complete, and the model stopped to call tools: everything may start. `rest` are calls of the message
   * that were not added yet.
   */
  commit(rest?: readonly ToolCall[]): void
  /**
   * The message is no good: nothing that has not started will start, and what has is let go of. `rest` are calls of
   * the message that were not added; they are answered like the others.
   */
  discard(reason: string, rest?: readonly ToolCall[]): void
  /** From now on the turn may take so many milliseconds, or less if it had less; what has finished by then is kept. */
  setDeadline(deadlineMs: number): void
  /**
   * Ends the turn here, to go on elsewhere: nothing starts any more, and what runs may finish for a while. Each call gets a result; of
   * those that did not end by themselves (`error.code` is `suspended`) the journal keeps none, so that a turn of this id
   * takes them up later.
   */
  suspend<Given = unknown>(options?: Exact<SuspendOptions, Given>): void
  /** Cancels one call, or all. Each still gets its result. */
  cancel(callId?: string, reason?: string): void
  /** Fires when the whole turn is cancelled, discarded or out of time: a stream that feeds it can be let go of. */
  readonly signal: AbortSignal
  /**
   * Resolves once the turn is committed or discarded and every call has its result; never rejects. A turn that is
   * cancelled or out of time before it is committed still takes calls, so that each gets its result, but not for
   * longer than the grace.
   */
  readonly report: Promise<TurnReport>
}

/** A plan, as data and as text. */
export interface Explanation extends Plan {
  /** One line a call, numbered from 1: what it waits for, and why. */
  readonly text: string
}

/** Tools, and the limits that all turns on them share. `Context` is what the tools need as the `context` of a turn. */
export interface Engine<Context = unknown> {
  readonly tools: Toolset
  readonly clock: Clock
  readonly journal: Journal | undefined
  /**
   * Runs the calls of a complete message. Never rejects because of a tool.
   *
   * @throws {UsageError} for a wrong option, such as `results` of calls that are not among these.
   */
  execute<Given = unknown>(
    calls: readonly ToolCall[],
    ...options: WithContext<Exact<TurnOptions<Context>, Given>, Context>
  ): Promise<TurnReport>
  /** A turn whose calls arrive one by one. */
  turn<Given = unknown>(...options: WithContext<Exact<TurnOptions<Context>, Given>, Context>): Turn
  /** What would wait for what, and why, without running anything. */
  explain<Given = unknown>(
    calls: readonly ToolCall[],
    ...options: WithContext<Exact<PlanOptions<Context>, Given>, Context>
  ): Explanation
  /**
   * An engine of other tools on the same limits, keys, journal, cache, whole texts of cut results, and clock. Nothing else is
   * kept of it once it is let go of: it may be made for each request.
   *
   * @throws {UsageError} if a tool is not one, or asks for what the engine does not have.
   */
  with<Tools extends AnyTool>(tools: readonly Tools[]): Engine<ContextOf<Tools>>
  /**
   * Suspends all turns under way, and those that are still to come, as before the process ends. Resolves once they have ended.
   * With a journal, another engine takes them up.
   */
  suspend<Given = unknown>(options?: Exact<SuspendOptions, Given>): Promise<void>
  /** Ends worker threads, if any tool runs in one. Idle ones keep no process alive, so this is rarely needed. */
  close(): Promise<void>
}
