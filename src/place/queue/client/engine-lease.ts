import type { Inbox } from './inbox.ts'
import type { QueueConnections } from './queue-connections.ts'
import type { QueueRun } from './queue-run.ts'

export interface EngineLeaseSettings {
  readonly connections: QueueConnections
  readonly inbox: Inbox
  readonly executorId: string
  readonly leaseMs: number
  /** The attempts that have not ended. */
  readonly runs: () => Iterable<QueueRun>
  /** Answers may have been lost. */
  readonly onLoss: () => void
}

/**
 * What says in Redis that an engine is there, and on which start of which server it has seen to its jobs. A server that comes back
 * with what it had a while ago has jobs again that are over: until its engine has taken them out, none of them is started.
 */
export class EngineLease {
  readonly #settings: EngineLeaseSettings
  #taken = false
  /** The start of a server on which no job is left that is over; empty if servers do not tell. */
  #seenTo: string | undefined

  constructor(settings: EngineLeaseSettings) {
    this.#settings = settings
  }

  async touch(): Promise<void> {
    const { connections, inbox, executorId, leaseMs, onLoss } = this.#settings
    const first = !this.#taken
    this.#taken = true
    this.#seenTo ??= connections.runId
    const { scripts, keys } = connections
    const at = { replies: inbox.stream, seenTo: keys.seenTo(executorId) }
    const wasThere = await scripts.touch(at, leaseMs, inbox.readId, this.#seenTo)
    if (!wasThere && !first) onLoss()
  }

  /** Takes out the jobs that are over, once for each start of a server. Never rejects. */
  async seeToJobs(): Promise<void> {
    const { connections, executorId, runs } = this.#settings
    const { runId } = connections
    if (!this.#taken || runId === this.#seenTo) return
    const open = [...runs()].map(({ jobId, started }) => ({ jobId, started }))
    try {
      await connections.scripts.takeOut(`${executorId}.`, open)
      this.#seenTo = runId
      await this.touch()
    } catch {
      // It is tried again with the next look, or once Redis is back.
    }
  }

  /** What it has in Redis. */
  get keys(): readonly string[] {
    const { connections, inbox, executorId } = this.#settings
    return this.#taken ? [inbox.stream, connections.keys.seenTo(executorId)] : []
  }
}
