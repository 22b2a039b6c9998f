import type { TurnEvent } from '../call/report/event.ts'
import type { WithContext } from '../call/context/context-of.ts'
import type { Exact } from '../call/options/exact.ts'
import type { GivenResult } from '../call/options/given-results.ts'
import type { PendingCall, TurnReport } from '../call/report/report.ts'
import type { ToolResult } from '../call/report/result.ts'
import type { Engine, SuspendOptions } from '../turn/contract.ts'
import type { Missed } from '../ledger/missed.ts'
import type { Stop, Usage } from '../wire/codec.ts'
import type { RunBudgets, Prices, SpentBudget } from './bounds/run-budget.ts'
import type { Model, Parallel } from './model.ts'
import type { RunStats } from './run-stats.ts'

/** What an agent is made of. */
export interface AgentOptions<Message, Context = unknown> extends RunBudgets {
  /** Runs the calls, with its tools. */
  readonly engine: Engine<Context>
  /** Who is asked, as a provider's `model(client, params)` makes it. */
  readonly model: Model<Message>
  /**
   * Tells its runs in the journal from those of other agents on it: `resumeAll` takes its own, and no agent takes a run of another
   * name. Default: none, for the only agent of a journal.
   */
  readonly name?: string | undefined
  /** Added to the model's own system prompt. */
  readonly instructions?: string | undefined
  /** The most model requests of a run; default 50. */
  readonly maxTurns?: number | undefined
  /**
   * The model's window, in tokens. The results of a turn together are cut to what half of it holds (1.5 characters a token), unless the
   * engine has a `maxTurnResultChars`. Default: as of a window of 128,000.
   */
  readonly contextTokens?: number | undefined
  /** What the model's tokens cost, for `maxCost` and `stats.cost`. */
  readonly prices?: Prices | undefined
  /** How long the calls of one turn may take, in milliseconds from the end of their message; default: no limit. */
  readonly turnDeadlineMs?: number | undefined
  /**
   * Default `'encourage'`. `'coach'` encourages, too, and says to a model that has made two calls in two messages that they could have been
   * one, where what the tools declare leaves no doubt of it.
   */
  readonly parallel?: Parallel | 'coach' | undefined
  /** How often a run says so at most, with `parallel: 'coach'`; default 2. If it does not help, it is not said again. */
  readonly maxCoachNotes?: number | undefined
  /**
   * Whether the description of each tool that only reads says, in requests, that several of its calls may stand in one message; default
   * false. Not with `parallel: 'forbid'`.
   */
  readonly parallelHints?: boolean | undefined
  /** What to do when every call of a turn failed; default `'report'`: the model is told and goes on. */
  readonly whenAllFail?: 'report' | 'stop' | undefined
  /**
   * What to do with a call that has failed twice in the run, with the same arguments and the same result, and is made again.
   * Default `'report'`: it is not run (`failed`, with code `repeated_failure`), and the model is told so. `'run'`: it runs. Failures
   * count that another try would not change: none that is transient, and none from before something succeeded that may have changed
   * what the call depends on.
   */
  readonly whenFailuresRepeat?: 'report' | 'run' | undefined
  /**
   * Names of tools that end the run: after the turn in which one of them ran `ok`, no further request is sent. The outcome is
   * `tool`, and `ended` says which call and with what value; the other calls of the turn have their results.
   */
  readonly stopAfter?: readonly string[] | undefined
  /** How often a request whose stream broke is sent again; default 2. */
  readonly streamRetries?: number | undefined
  /**
   * How long the stream of a message may be silent, in milliseconds from one chunk to the next; default 300,000. One that is
   * silent for longer is broken. Infinity for no limit.
   */
  readonly idleTimeoutMs?: number | undefined
  /**
   * Whether the model is told, at the end of a turn's last result, how much of the run's `deadlineMs` is left, once that is less
   * than a quarter. Default true.
   */
  readonly tellTimeLeft?: boolean | undefined
  /**
   * What to do with a message whose calls were lost: it stops to call tools but has no call that can be read, or its words
   * hold one that the server failed to read. Default `'report'`: the run ends as `lost`, with a warning that names the likely
   * cause. `'retry'`: it is asked for again, as often as one whose stream broke.
   */
  readonly whenCallsLost?: 'report' | 'retry' | undefined
}

/** What may be said of one run. Its budgets take the place of the agent's. */
export interface RunOptions<Context = unknown> extends RunBudgets {
  /** Names the run in events and in the journal, by which it can be resumed; default: a random one. */
  readonly id?: string | undefined
  /** Cancels the run, as `run.cancel` does. */
  readonly signal?: AbortSignal | undefined
  /** How long the whole run may take, in milliseconds. With a journal, one that is asked for again goes on, with time of its own. */
  readonly deadlineMs?: number | undefined
  /** The `context` of the run's turns, for the engine's tools. It is kept nowhere: a run that is resumed is given it again. */
  readonly context?: Context | undefined
  /**
   * Results from outside, of calls that the run, or its conversation, left pending: those of tools without `execute`. If one is
   * of no such call, or of one that has its result, `result` rejects with a `UsageError`, and nothing is done with any of them.
   */
  readonly results?: readonly GivenResult[] | undefined
}

/** What happens in a run: the model's words and the user's, its requests, and every event of every turn. */
export type RunEvent =
  /** What was said with `run.say` goes to the model with the request of this turn, the next one. */
  | { readonly type: 'said'; readonly turn: number; readonly text: string; readonly atMs: number }
  /** Something was said to the model, at the end of the last result of this turn. */
  | { readonly type: 'noted'; readonly turn: number; readonly text: string; readonly atMs: number }
  | { readonly type: 'request'; readonly turn: number; readonly atMs: number }
  | { readonly type: 'text'; readonly text: string; readonly atMs: number }
  | { readonly type: 'reasoning'; readonly text: string; readonly atMs: number }
  | {
      readonly type: 'message'
      readonly turn: number
      readonly stop: Stop
      readonly usage: Usage
      readonly atMs: number
    }
  | {
      readonly type: 'turn'
      readonly turn: number
      readonly event: TurnEvent
      readonly atMs: number
    }

/** How a run ended, and all that was said and done in it. */
export interface RunResult<Message> {
  /** The model's last words. */
  readonly text: string
  /** `answered`: the model ended its run; the others say what ended it. */
  readonly outcome:
    | 'answered'
    | 'max-turns'
    /** A budget is used up, which `budget` names; with a journal, it may go on with more. */
    | 'budget'
    | 'cancelled'
    | 'deadline'
    | 'length'
    | 'refusal'
    | 'broken'
    /** The model's last message meant to call tools, but no call could be read. */
    | 'lost'
    | 'all-failed'
    /** A tool of `stopAfter` ran. */
    | 'tool'
    /** Calls are pending, whose results come from outside; to be given as `results`. The journal keeps it as one that has not ended. */
    | 'waiting'
    /** It ended here, to go on elsewhere: the journal keeps it as one that has not ended. */
    | 'suspended'
  /** The call that ended the run, if its outcome is `tool`: of several the first in call order. */
  readonly ended?: ToolResult | undefined
  /** The budget that is used up, if the outcome is `budget`. */
  readonly budget?: SpentBudget | undefined
  /** The calls that wait for results from outside, if its outcome is `waiting`; else empty. */
  readonly pending: readonly PendingCall[]
  readonly messages: readonly Message[]
  readonly turns: readonly TurnReport[]
  readonly stats: RunStats
  /**
   * What calls in one message would have saved that the model made one message after the other, though it could have known all of
   * them before: of the turns in `turns`, by what the tools declare. Found out when it is first asked for; no part of a copy of
   * the result, or of its JSON.
   */
  readonly missed: Missed
  /**
   * What a developer should know: the warnings of its turns, such as an `approve` that threw; what in the conversation
   * that the run began with is known to keep the model from making several calls in one message, and what to do; where a
   * message contradicts itself, and the likely cause; and what went wrong in functions that were told of its messages.
   */
  readonly warnings: readonly string[]
}

/**
 * One run under way: iterate over it for what happens, await `result` for how it ended. Every loop over it gets every
 * event from the beginning, whenever it starts; of what tools tell as progress, the newest 1,000 are kept. If the run
 * fails, each loop throws at its end what `result` rejects with.
 */
export interface Run<Message> extends AsyncIterable<RunEvent> {
  readonly id: string
  /**
   * Rejects with a `RunError` if the model's client or the journal does, or for a bug of ours; with another `FanfoldError` if there
   * is no such run (`unknown_run`), or it is another one (`run_input`, `run_agent`, `run_format`); with a `UsageError` if `results`
   * are of no calls that wait for any. Nobody awaits it: it fails in silence.
   */
  readonly result: Promise<RunResult<Message>>
  /**
   * Says something to the model while the run is under way, as the user. It goes into the conversation after the results of the
   * turn that runs, before the next request; if the model has just given its answer, there is another request. Several keep
   * their order.
   *
   * @returns a promise that resolves once the message is in the journal: from then on the run takes it, here or where it is
   *   resumed. Without a journal, once it is in the conversation.
   * @throws {UsageError} if it is no text, or empty.
   * @throws {FanfoldError} `run_over` if the run has ended, or ends before it has taken a message that no journal keeps.
   */
  say(text: string): Promise<void>
  /** Ends it for good: what had not started is kept as cancelled, and so is the run. Asked for again by its `id`, it does not go on. */
  cancel(reason?: string): void
  /**
   * Cancels the calls of this id in the turn that runs, as events name it; the others go on, and so does the run: the model is told. If
   * no such call is under way, nothing happens.
   */
  cancelCall(callId: string, reason?: string): void
  /**
   * Ends it here, to go on elsewhere: nothing starts any more, what runs may finish for a while, and the outcome is `suspended`. With a
   * journal, `agent.run` or `agent.resume` goes on with it.
   */
  suspend<Given = unknown>(options?: Exact<SuspendOptions, Given>): void
}

/** A model and an engine, in a loop. */
export interface Agent<Message, Context = unknown> {
  /**
   * Runs until the model answers. `input` is a question, or the conversation so far. If that ends with calls that have no
   * result, they run first. With a journal, an `id` that it knows goes on with that run, if it began with the same input, also after a
   * crash; one that is under way in this process is joined, or gone on with if it is being stopped but not for good.
   */
  run<Given = unknown>(
    input: string | readonly Message[],
    ...options: WithContext<Exact<RunOptions<Context>, Given>, Context>
  ): Run<Message>
  /**
   * Goes on with a run that the engine's journal knows, from where its process died, or was stopped. Writes that had settled get the
   * results that they had, reads may run again; of what had started, only what is idempotent runs again, and of the rest the model is
   * told that it may or may not have happened. A run that had its answer, or was cancelled, gives that again.
   *
   * @throws {UsageError} if the engine has no journal. `result` rejects if the journal has no such run, or it is that of an agent
   *   of another name.
   */
  resume<Given = unknown>(
    runId: string,
    ...options: WithContext<Exact<Omit<RunOptions<Context>, 'id'>, Given>, Context>
  ): Run<Message>
  /**
   * Goes on with all runs of this agent in the engine's journal that have not ended, as after the start of a process: those of its
   * provider and its `name`. One that began inside a tool's call is left to that call, which finds it when it runs again, unless
   * the call has ended well without it. All have the one `context`: runs of several users are resumed one by one.
   *
   * @throws {UsageError} if the engine has no journal.
   */
  resumeAll<Given = unknown>(
    ...options: WithContext<Exact<Omit<RunOptions<Context>, 'id' | 'results'>, Given>, Context>
  ): Promise<readonly Run<Message>[]>
}
