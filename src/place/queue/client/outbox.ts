import type { NewJob } from '../optional-packages.ts'
import type { QueueRun } from './queue-run.ts'

/** BullMQ keeps what is over for people to look at; an answered attempt is in the engine's report. */
const keepNothing = { attempts: 1, removeOnComplete: true, removeOnFail: true }

/** Sends attempts: those that begin in one moment in one piece. What is withdrawn before has never been sent. */
export class Outbox {
  readonly #send: (jobs: readonly NewJob[]) => Promise<unknown> | undefined
  readonly #line = new Set<QueueRun>()
  #scheduled = false

  /** @param send returns nothing if nothing can be sent for now; the caller then calls {@link flush} later. */
  constructor(send: (jobs: readonly NewJob[]) => Promise<unknown> | undefined) {
    this.#send = send
  }

  put(run: QueueRun): void {
    this.#line.add(run)
    if (this.#scheduled) return
    this.#scheduled = true
    queueMicrotask(() => {
      this.#scheduled = false
      this.flush()
    })
  }

  /** Whether it had not been sent. */
  withdraw(run: QueueRun): boolean {
    return this.#line.delete(run)
  }

  flush(): void {
    if (this.#line.size === 0) return
    const runs = [...this.#line]
    const sent = this.#send(runs.map(jobOf))
    if (sent === undefined) return
    this.#line.clear()
    for (const run of runs) run.noteSent(sent)
  }
}

function jobOf({ jobId, task }: QueueRun): NewJob {
  return { name: task.tool, data: task, opts: { ...keepNothing, jobId } }
}
