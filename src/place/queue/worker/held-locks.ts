import type { FromRenewer, HeldJob } from './lock-messages.ts'
import type { LockState } from '../scripts/queue-scripts.ts'

/** The time that all threads of this process share: `performance.now` begins at another one in each. */
export function threadsMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/**
 * The locks that a worker holds, and until when. A lock that could not be renewed in time is lost, even if Redis cannot be
 * asked: by then the engine may have given the call to another worker.
 */
export class HeldLocks {
  readonly #lockMs: number
  readonly #send: (message: FromRenewer) => void
  readonly #jobs = new Map<string, { readonly job: HeldJob; untilMs: number }>()

  constructor(lockMs: number, send: (message: FromRenewer) => void) {
    this.#lockMs = lockMs
    this.#send = send
  }

  get jobs(): readonly HeldJob[] {
    return [...this.#jobs.values()].map(({ job }) => job)
  }

  /** @param askedMs when Redis was asked for it, for a lock runs from then at the earliest. */
  hold(job: HeldJob, askedMs: number): void {
    this.#jobs.set(job.jobId, { job, untilMs: askedMs + this.#lockMs })
  }

  release(jobId: string): void {
    this.#jobs.delete(jobId)
  }

  /** @param askedMs when Redis was asked. */
  note({ jobId, token }: HeldJob, [state, message = '']: LockState, askedMs: number): void {
    const entry = this.#jobs.get(jobId)
    if (entry === undefined || entry.job.token !== token) return
    if (state === 'lost') return this.#lose(jobId)
    entry.untilMs = askedMs + this.#lockMs
    if (state === 'cancel') this.#send({ type: 'cancel', jobId, message })
    if (state === 'orphan') this.#send({ type: 'orphan', jobId })
  }

  /** Gives up what has lapsed. */
  lapse(nowMs: number): void {
    for (const [jobId, { untilMs }] of this.#jobs) if (untilMs <= nowMs) this.#lose(jobId)
  }

  #lose(jobId: string): void {
    this.#jobs.delete(jobId)
    this.#send({ type: 'lost', jobId })
  }
}
