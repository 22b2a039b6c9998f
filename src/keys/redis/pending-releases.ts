import { sinceMs, thisMoment, type Moment } from './moment.ts'
import type { KeyConnections } from './key-connections.ts'

/**
 * Releases leases and places in line. What cannot be sent while Redis is away is sent when it is back, unless it has run
 * out by then.
 */
export class PendingReleases {
  readonly #connections: KeyConnections
  readonly #ttlMs: number
  readonly #pending = new Map<string, Moment>()

  constructor(connections: KeyConnections, ttlMs: number) {
    this.#connections = connections
    this.#ttlMs = ttlMs
  }

  /** Resolves once Redis has released them, or could not be reached. */
  async release(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    const moment = thisMoment()
    this.#connections.retain()
    try {
      if (!this.#connections.up) throw new Error('Redis is away.')
      await this.#connections.scripts.leave(ids)
    } catch {
      for (const id of ids) this.#pending.set(id, moment)
    } finally {
      this.#connections.release()
    }
  }

  /** Redis is back. */
  async flush(): Promise<void> {
    const now = thisMoment()
    const still = [...this.#pending].filter(([, moment]) => sinceMs(moment, now) < this.#ttlMs)
    this.#pending.clear()
    await this.release(still.map(([id]) => id))
  }
}
