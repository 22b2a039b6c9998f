import type { FromKeeper, HeldJob } from './hold-messages.ts'
import type { Hold } from '../scripts.ts'

/**
 * The locks that a worker holds, and until when. A lock that could not be renewed in time is lost, even if Redis cannot be
 * asked: by then the engine may have given the call to somebody else.
 */
export class LockBook {
  readonly #lockMs: number
  readonly #say: (message: FromKeeper) => void
  readonly #jobs = new Map<string, { readonly job: HeldJob; untilMs: number }>()

  constructor(lockMs: number, say: (message: FromKeeper) => void) {
    this.#lockMs = lockMs
    this.#say = say
  }

  get jobs(): readonly HeldJob[] {
    return [...this.#jobs.values()].map(({ job }) => job)
  }

  hold(job: HeldJob, nowMs: number): void {
    this.#jobs.set(job.jobId, { job, untilMs: nowMs + this.#lockMs })
  }

  release(jobId: string): void {
    this.#jobs.delete(jobId)
  }

  /** @param askedMs when Redis was asked, for a lock runs from then at the earliest. */
  note({ jobId, token }: HeldJob, [state, message = '']: Hold, askedMs: number): void {
    const entry = this.#jobs.get(jobId)
    if (entry === undefined || entry.job.token !== token) return
    if (state === 'lost') return this.#lose(jobId)
    entry.untilMs = askedMs + this.#lockMs
    if (state === 'stop') this.#say({ type: 'stop', jobId, message })
    if (state === 'orphan') this.#say({ type: 'orphan', jobId })
  }

  /** Gives up what has lapsed. */
  lapse(nowMs: number): void {
    for (const [jobId, { untilMs }] of this.#jobs) if (untilMs <= nowMs) this.#lose(jobId)
  }

  #lose(jobId: string): void {
    this.#jobs.delete(jobId)
    this.#say({ type: 'lost', jobId })
  }
}
