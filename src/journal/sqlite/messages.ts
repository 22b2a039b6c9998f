import type { JournalFault } from '../fault.ts'
import type { JournalRecord } from '../journal.ts'
import type { Awaited } from '../waiters.ts'

/**
 * - `engine`: writes, alone; makes the file if it does not exist.
 * - `decide`: adds a person's decisions, beside an engine.
 * - `read`: reads, beside an engine.
 */
export type OpenMode = 'engine' | 'decide' | 'read'

/** How much of a long text is handed over at a time: to copy it takes a fraction of a millisecond. */
export const pieceLength: number = 2 ** 19

/** What tests make a disk do. */
export interface Simulated {
  /** Each commit takes this many milliseconds longer. */
  readonly commitMs?: number | undefined
  /** The disk is full when the file has so many pages. */
  readonly maxPages?: number | undefined
  /** A lease lasts this many milliseconds. */
  readonly leaseMs?: number | undefined
}

export interface OpenFile {
  readonly path: string
  readonly mode: OpenMode
  /** The time now, in milliseconds since the epoch, for the error of another engine that finds the file locked. */
  readonly atMs: number
  readonly simulated: Simulated
}

/** A file that others than its owner may read or write. */
export interface Exposed {
  readonly path: string
  /** Its permissions, as of `chmod`. */
  readonly mode: number
}

/** A record as the values that its statement takes. */
export interface Row {
  readonly kind: JournalRecord['kind']
  readonly values: readonly (string | number | null)[]
  /** What is compared with what is kept, and not kept itself: its statement takes them last. */
  readonly compared?: readonly (number | null)[]
  /** Which value lacks its long texts: they have gone ahead, in pieces. */
  readonly markedAt?: number
  /** It cannot be written: it has its place in the order all the same, and is refused. */
  readonly fault?: JournalFault
}

/** The records of one moment. */
export interface Batch {
  readonly rows: readonly Row[]
  /** How many refusals had been heard of when they were appended. */
  readonly heard: number
}

/** What a row that was read lacks: long texts, which are asked for piece by piece under these numbers. */
export interface Marked {
  readonly texts?: readonly number[]
}

/** Where a turn or a run began, if inside a call. */
export interface OuterColumns {
  readonly outer_turn: string | null
  readonly outer_call: string | null
}

/** A row of the table `calls`. */
export interface CallRow extends Marked, OuterColumns {
  readonly turn: string
  readonly call: string
  readonly name: string
  readonly input: string
  readonly key: string | null
  readonly starts: number | null
  readonly started: number | null
  readonly settled: number | null
  readonly result: string | null
  readonly asked: number | null
  readonly resolved: string | null
  readonly decided: number | null
  readonly decision: 'allow' | 'deny' | null
  readonly reason: string | null
  readonly changed: string | null
}

/** A row of the table `runs`. */
export interface RunRow extends Marked, OuterColumns {
  readonly run: string
  readonly format: string
  readonly messages: string
  readonly name: string | null
  readonly started: number
  readonly ended: number | null
  readonly outcome: string | null
}

/** A row of the table `messages`. */
export interface MessageRow extends Marked {
  readonly run: string
  readonly number: number
  readonly turn: string
  readonly messages: string
  readonly asked: number
  readonly calls: string
  readonly reply: string | null
  readonly at: number
}

export type SummaryRow = Omit<RunRow, 'messages'> & { readonly turns: number }

/** Pruning goes step by step, so that records are written between the steps. */
export interface PruneStep {
  readonly phase: 'unfinished' | 'runs' | 'turns' | 'shrink'
  /** The last row that was looked at: of `runs`, or of `calls`. */
  readonly after: number
}

/** What the thread is asked, besides to append. */
export type Request =
  | { readonly type: 'open'; readonly file: OpenFile }
  | { readonly type: 'turn'; readonly turnId: string }
  | { readonly type: 'run'; readonly runId: string }
  | { readonly type: 'runs' }
  | { readonly type: 'questions' }
  /** Of a long text, from this place on. */
  | { readonly type: 'piece'; readonly text: number; readonly from: number }
  /** Undefined `known`: look in any case. */
  | {
      readonly type: 'decisions'
      readonly calls: readonly Awaited[]
      readonly known: number | undefined
    }
  | {
      readonly type: 'prune'
      readonly beforeMs: number
      readonly unfinished: boolean
      readonly step: PruneStep
      /** Only count. */
      readonly dry: boolean
    }
  | { readonly type: 'close' }

/** The answer to each. */
export interface Answers {
  readonly open: {
    readonly exposed: readonly Exposed[]
    /** Why decisions that others have left are not looked at. */
    readonly inboxFault: string | undefined
  }
  readonly turn: readonly CallRow[]
  readonly run: { readonly run: RunRow; readonly messages: readonly MessageRow[] } | undefined
  readonly runs: readonly SummaryRow[]
  readonly questions: readonly CallRow[]
  readonly piece: { readonly text: string; readonly ends: boolean }
  /** `version` changes when another process has written. */
  readonly decisions: { readonly version: number; readonly decided: readonly CallRow[] }
  readonly prune: { readonly forgotten: number; readonly next: PruneStep | undefined }
  readonly close: undefined
}

/** A record that contradicts what is kept, with that, or cannot be written. `at` counts from the group's first. */
export interface RefusedRow {
  readonly at: number
  /** It came after a refused one of its turn or run, before that was heard of. */
  readonly follows?: boolean
  readonly fault?: JournalFault
  readonly call?: CallRow | undefined
  readonly run?: boolean
  readonly message?: boolean
}

export type ToThread =
  /** Of a long text of a record that is to be appended; the last one ends it. */
  | { readonly type: 'piece'; readonly text: string; readonly ends: boolean }
  | { readonly type: 'append'; readonly batch: Batch }
  | { readonly type: 'ask'; readonly id: number; readonly request: Request }

export type FromThread =
  /** The first so many of those that were appended are durable, but for the refused. */
  | {
      readonly type: 'committed'
      readonly count: number
      readonly refused: readonly RefusedRow[]
    }
  /** Nothing that was appended and not committed is kept, nor will be what comes. */
  | { readonly type: 'failed'; readonly fault: JournalFault }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'refused'; readonly id: number; readonly fault: JournalFault }
