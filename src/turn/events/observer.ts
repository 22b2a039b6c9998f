import type { AttemptEnd } from '../../attempt/attempt-end.ts'
import type { Blocker } from '../../call/report/result.ts'
import type { TurnReport } from '../../call/report/report.ts'
import type { Stop, Usage } from '../../wire/codec.ts'

/** One attempt, as it is under way. */
export interface ObservedAttempt<Call> {
  readonly call: Call
  /** From 1. */
  readonly number: number
  /** Milliseconds since the turn began. */
  readonly startedMs: number
}

/**
 * Sees a turn from within: it is told at once and where things happen, in the async context of the code that made them happen, and
 * before anybody else. Its methods change nothing and do not throw. Times are milliseconds since the turn began.
 */
export interface TurnObserver<Call> {
  /** In the context in which the call was added. */
  received(call: Call): void
  /** The call waits for another. */
  blocked(call: Call, by: Blocker): void
  /** To call `run`, the attempt's body, once, before it returns. */
  around(attempt: ObservedAttempt<Call>, run: () => unknown): void
  /** An attempt that was under way has ended. */
  attemptEnded(attempt: ObservedAttempt<Call>, end: AttemptEnd, nowMs: number): void
  settled(call: Call, nowMs: number): void
  ended(report: TurnReport): void
}

/** A run of an agent, as it begins. */
export interface ObservedRun {
  /** The wire format's name. */
  readonly format: string
  /** The model's own name. */
  readonly model: string
}

/** How a run ended. */
export interface ObservedRunEnd {
  readonly outcome: string
  readonly stats: Usage & { readonly requests: number; readonly calls: number }
}

/** A message of the model's, as far as it is observed. */
export interface ObservedMessage {
  readonly stop: Stop
  readonly usage: Usage
  readonly calls: readonly unknown[]
}

/** Sees one request to the model. */
export interface RequestObserver {
  /** Calls `send`, and returns what it returns. */
  around<Sent>(send: () => Sent): Sent
  /** Its message is complete. `stopped`: how the run ends, if it was told to stop. */
  message(message: ObservedMessage, stopped: string | undefined): void
  /** There is no message. Without effect after {@link message}. */
  failed(error: unknown, stopped: string | undefined): void
}

/** Sees one run of an agent. Its methods change nothing and do not throw of themselves. */
export interface RunObserver {
  /** The run's, to which it adds what went wrong in itself. */
  readonly warnings: string[]
  /** Calls `begin`, which begins the run, and returns what it returns. */
  around<Begun>(begin: () => Begun): Begun
  request(): RequestObserver
  ended(runId: string, end: ObservedRunEnd): void
  failed(runId: string, error: unknown): void
}

/** Sees all that happens on an engine. */
export interface EngineObserver<Turn, Call> {
  turn(turn: Turn): TurnObserver<Call>
  /** Undefined if it looks at no runs. */
  run(run: ObservedRun): RunObserver | undefined
}
