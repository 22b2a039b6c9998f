import type { CrashPlan } from './plan.ts'

/** What a process of a round is told. */
export interface Part {
  readonly process: string
  /** Where the journal, the ledger and what is told are kept. */
  readonly folder: string
  readonly plan: CrashPlan
  /** Of a run: where the model is. */
  readonly modelUrl?: string
  /** With a queue: where Redis is, and the queue's name. */
  readonly redisUrl?: string
  readonly queue: string
}
