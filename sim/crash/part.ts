import type { CrashPlan, OtherVersion, StopPlan } from './plan.ts'

/** What a process of a round is told. */
export interface Part {
  readonly process: string
  /** Where the journal, the ledger and what is told are kept. */
  readonly folder: string
  readonly plan: CrashPlan
  /** Of a run: where the model is. */
  readonly modelUrl?: string
  readonly queue?: QueuePart
  /** What it does when it is told to stop. */
  readonly stop?: StopPlan
  /** It only wants to have the journal, which another has. */
  readonly visits?: boolean
}

export interface QueuePart {
  readonly redisUrl: string
  /** The queue's name. */
  readonly name: string
}

/** What a worker of a round is told. */
export type WorkerPart = Pick<Part, 'process' | 'folder'> & {
  readonly queue: QueuePart
  /** It is of another version. */
  readonly version?: OtherVersion
  /** For how long what it runs may finish, once it is told to close. */
  readonly graceMs: number
}
