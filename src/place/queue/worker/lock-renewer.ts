import { Worker } from 'node:worker_threads'
import { systemClock } from '../../../util/clock.ts'
import { threadsMs } from './held-locks.ts'
import type { FromRenewer, HeldJob, RenewerData, ToRenewer } from './lock-messages.ts'

const againMs = 100

/** The main thread's side of the thread that renews a worker's locks. A thread that dies is replaced. */
export class LockRenewer {
  readonly #data: RenewerData
  readonly #onMessage: (message: FromRenewer) => void
  readonly #onError: (error: Error) => void
  readonly #held = new Map<string, HeldJob>()
  #thread: Worker
  #closed = false

  constructor(
    data: RenewerData,
    onMessage: (message: FromRenewer) => void,
    onError: (error: Error) => void,
  ) {
    this.#data = data
    this.#onMessage = onMessage
    this.#onError = onError
    this.#thread = this.#spawn()
  }

  /** @param askedMs when Redis was asked for the lock. */
  hold(job: HeldJob, askedMs: number): void {
    this.#held.set(job.jobId, job)
    this.#send({ type: 'hold', job, askedMs })
  }

  release(jobId: string): void {
    if (this.#held.delete(jobId)) this.#send({ type: 'release', jobId })
  }

  /** Asks Redis at once what has become of all that are held. */
  renew(): void {
    this.#send({ type: 'renew' })
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#thread.terminate()
  }

  #spawn(): Worker {
    const thread = new Worker(entryUrl(), {
      workerData: this.#data,
      execArgv: [],
    })
    thread.on('message', this.#onMessage)
    thread.on('error', this.#onError)
    thread.on('exit', () => {
      if (this.#closed) return
      // Not at once: what killed it may do so again.
      systemClock.setTimer(() => this.#replace(), againMs, undefined)
    })
    return thread
  }

  #replace(): void {
    if (this.#closed) return
    this.#thread = this.#spawn()
    // When the one before has renewed them is not known here.
    const askedMs = threadsMs()
    for (const job of this.#held.values()) this.#send({ type: 'hold', job, askedMs })
  }

  #send(message: ToRenewer): void {
    const port = this.#thread
    port.postMessage(message)
  }
}

/** By itself: of a "new Worker" around it webpack makes something that does not run. */
function entryUrl(): URL {
  return new URL('./lock-renewer.entry.ts', import.meta.url)
}
