import { sinceMs, thisMoment, type Moment } from './moment.ts'
import type { KeyLink } from './link.ts'

/** What is to be given back. What Redis cannot be told now it is told when it is there again, unless it has run out by then. */
export class Leavings {
  readonly #link: KeyLink
  readonly #ttlMs: number
  readonly #untold = new Map<string, Moment>()

  constructor(link: KeyLink, ttlMs: number) {
    this.#link = link
    this.#ttlMs = ttlMs
  }

  /** Resolves once Redis has been told, or could not be. */
  async leave(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    const moment = thisMoment()
    this.#link.take()
    try {
      if (!this.#link.up) throw new Error('Redis is away.')
      await this.#link.scripts.leave(ids)
    } catch {
      for (const id of ids) this.#untold.set(id, moment)
    } finally {
      this.#link.give()
    }
  }

  /** Redis is there again. */
  async flush(): Promise<void> {
    const now = thisMoment()
    const still = [...this.#untold].filter(([, moment]) => sinceMs(moment, now) < this.#ttlMs)
    this.#untold.clear()
    await this.leave(still.map(([id]) => id))
  }
}
