import { Worker } from 'node:worker_threads'
import { systemClock } from '../../../util/clock.ts'
import type { FromKeeper, HeldJob, KeeperData, ToKeeper } from './hold-messages.ts'

/** A build leaves the file beside this one, under the ending of this one. */
const entry = new URL(
  `./lock-keeper.entry${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`,
  import.meta.url,
)

const againMs = 100

/** The thread that keeps the locks, seen from the worker. A thread that dies is followed by another. */
export class LockKeeper {
  readonly #data: KeeperData
  readonly #hear: (message: FromKeeper) => void
  readonly #onError: (error: Error) => void
  readonly #held = new Map<string, HeldJob>()
  #thread: Worker
  #closed = false

  constructor(
    data: KeeperData,
    hear: (message: FromKeeper) => void,
    onError: (error: Error) => void,
  ) {
    this.#data = data
    this.#hear = hear
    this.#onError = onError
    this.#thread = this.#spawn()
  }

  hold(job: HeldJob): void {
    this.#held.set(job.jobId, job)
    this.#tell({ type: 'hold', job })
  }

  release(jobId: string): void {
    if (this.#held.delete(jobId)) this.#tell({ type: 'release', jobId })
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#thread.terminate()
  }

  #spawn(): Worker {
    const thread = new Worker(entry, { workerData: this.#data, execArgv: [] })
    thread.on('message', this.#hear)
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
    for (const job of this.#held.values()) this.#tell({ type: 'hold', job })
  }

  #tell(message: ToKeeper): void {
    const port = this.#thread
    port.postMessage(message)
  }
}
