import type { NewJob } from '../optional-packages.ts'
import { slices } from '../../../util/slices.ts'
import { noRound } from '../scripts/queue-scripts.ts'
import type { QueueRun } from './queue-run.ts'

/** BullMQ keeps what is over for people to look at; an answered attempt is in the engine's report. */
const keepNothing = { attempts: 1, removeOnComplete: true, removeOnFail: true }

/** So many in one transaction: while Redis takes them in it does nothing else. */
const mostAtOnce = 500

/** Sends attempts: those that begin in one moment in one piece. What is withdrawn before has never been sent. */
export class Outbox {
  readonly #send: (runs: readonly QueueRun[]) => Promise<unknown> | undefined
  readonly #line = new Set<QueueRun>()
  #scheduled = false

  /** @param send returns nothing if nothing can be sent for now; the caller then calls {@link flush} later. */
  constructor(send: (runs: readonly QueueRun[]) => Promise<unknown> | undefined) {
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
    for (const runs of slices([...this.#line], mostAtOnce)) {
      const sent = this.#send(runs)
      if (sent === undefined) return
      for (const run of runs) {
        this.#line.delete(run)
        run.noteSent(sent)
      }
    }
  }
}

export function jobOf({ jobId, task }: QueueRun): NewJob {
  return { name: task.tool, data: task, opts: { ...keepNothing, jobId, priority: noRound } }
}
