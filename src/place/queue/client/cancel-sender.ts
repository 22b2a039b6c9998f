import type { QueueConnections } from './queue-connections.ts'
import { messageJson, type CancelMessage } from '../messages.ts'
import type { CancelVerdict } from '../scripts/queue-scripts.ts'

/** `withdrawn`: no worker had taken it from the queue, and now none can. */
export type CancelOutcome = 'withdrawn' | Exclude<CancelVerdict, 'waiting'>

/** Sends cancellations. While Redis is away they wait, and are the first to be sent when it is back. */
export class CancelSender {
  readonly #connections: QueueConnections
  readonly #waiting = new Set<() => void>()

  constructor(connections: QueueConnections) {
    this.#connections = connections
  }

  async send(message: CancelMessage): Promise<CancelOutcome> {
    while (!this.#connections.closed) {
      if (!this.#connections.up)
        await new Promise<void>((resolve) => void this.#waiting.add(resolve))
      try {
        return await this.#pass(message)
      } catch (error) {
        // What Redis refuses it will refuse again. If the connection broke, it may arrive twice.
        if ((error as Error).name === 'ReplyError') break
      }
    }
    return 'gone'
  }

  flush(): void {
    for (const go of this.#waiting) go()
    this.#waiting.clear()
  }

  async #pass(message: CancelMessage): Promise<CancelOutcome> {
    const { scripts, queue } = this.#connections
    const json = messageJson(message)
    for (;;) {
      const verdict = await scripts.cancel(message.jobId, json)
      if (verdict !== 'waiting') return verdict
      // A worker may be quicker, and lock it: it will not start it.
      if ((await queue.remove(message.jobId)) === 1) return 'withdrawn'
    }
  }
}
