import type { CrashPlan } from './plan.ts'

/** What a process of a round is told. */
export interface Part {
  readonly process: string
  /** Where the journal, the ledger and what is told are kept. */
  readonly folder: string
  readonly plan: CrashPlan
  /** Of a run: where the model is. */
  readonly modelUrl?: string
  readonly queue?: QueuePart
}

export interface QueuePart {
  readonly redisUrl: string
  /** The queue's name. */
  readonly name: string
}

/** What a worker of a round is told. */
export type WorkerPart = Pick<Part, 'process' | 'folder'> & { readonly queue: QueuePart }
