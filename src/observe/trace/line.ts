import type { RunEvent } from '../../agent/contract.ts'
import type { TurnEvent } from '../../call/report/event.ts'
import type { PendingCall, TurnReport, TurnStats } from '../../call/report/report.ts'
import type { CallError, ToolResult } from '../../call/report/result.ts'

/** The first line of a trace file. */
export interface TraceHeader {
  readonly type: 'trace'
  readonly version: 1
  /** The run's id; of an engine's turns, a name for them. */
  readonly id: string
  /** Of what: a run of an agent, the turns of an engine, or a run that a journal keeps, of which less is known. */
  readonly of: 'run' | 'engine' | 'journal'
  /** When `atMs` was 0, in milliseconds since the epoch. */
  readonly startedAtMs: number
  readonly model?: string | undefined
  /** What the run was asked, as text. */
  readonly question?: string | undefined
}

/** An error without what was thrown, of which its text is kept: with its stack, for developers. */
export type TracedError = Omit<CallError, 'cause'> & { readonly cause?: string | undefined }

/** A result as the model was shown it, without the tool's own value, which may be anything. */
export type TracedResult = Omit<ToolResult, 'value' | 'content' | 'error'> & {
  /** Absent in a trace without content. */
  readonly content?: ToolResult['content'] | undefined
  readonly error?: TracedError | undefined
}

/** A report without its results, which have lines of their own. */
export interface TracedReport {
  readonly outcome: TurnReport['outcome']
  readonly stats: TurnStats
  readonly pending: readonly PendingCall[]
  readonly warnings: readonly string[]
}

type Traced<Event> = Event extends { readonly type: 'call.settled' }
  ? Omit<Event, 'result'> & { readonly result: TracedResult }
  : Event extends { readonly type: 'call.retrying' }
    ? Omit<Event, 'error'> & { readonly error: TracedError }
    : Event extends { readonly type: 'turn.settled' }
      ? Omit<Event, 'report'> & { readonly report: TracedReport }
      : Event extends { readonly type: 'call.received' }
        ? Event & {
            /** Of this call a journal keeps nothing but that the model made it: it only reads, or did not start. */
            readonly unkept?: true
          }
        : Event

/** An event of a turn, as plain JSON. */
export type TracedTurnEvent = Traced<TurnEvent>

/** An event of a run, as plain JSON. Of an engine's turns there are only those of type `turn`, numbered as they began. */
export type TracedEvent =
  | Exclude<RunEvent, { readonly type: 'turn' }>
  | {
      readonly type: 'turn'
      readonly turn: number
      readonly event: TracedTurnEvent
      readonly atMs: number
    }

/** The last line of the trace of a run that came to its end. */
export interface TraceEnd {
  readonly type: 'end'
  readonly atMs: number
  readonly outcome: string
  readonly warnings?: readonly string[] | undefined
}

/** One line of a trace file, as JSON. Lines come in the order in which things happened; times are milliseconds since `startedAtMs`. */
export type TraceLine = TraceHeader | TracedEvent | TraceEnd
