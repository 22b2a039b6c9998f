import type { Effects } from '../call/effects.ts'
import type { KeyLease, SharedKeys } from '../keys/shared-keys.ts'
import { keysUnreachable } from './answers.ts'
import type { Claims } from './claims.ts'
import type { Entry } from './entry.ts'
import type { Scheduler } from './scheduler.ts'

/** What a call's keys are to the other engines: asked for, or held. */
export interface Lease {
  readonly wanted: AbortController
  held: KeyLease | undefined
}

/**
 * The keys of an engine's calls among other engines. A call asks for its own once it holds them here, so that of the
 * calls of one engine only one at a time stands in line for a key. What the call around it holds it does not ask for.
 */
export class Leases {
  readonly #keys: SharedKeys
  readonly #claims: Claims
  readonly #scheduler: Scheduler

  constructor(keys: SharedKeys, claims: Claims, scheduler: Scheduler) {
    this.#keys = keys
    this.#claims = claims
    this.#scheduler = scheduler
  }

  /** Asks for the keys of a call, the first time, and says whether it holds them. */
  hold(entry: Entry): boolean {
    if (entry.lease === undefined) {
      const { reads, writes } = this.#claims.own(entry)
      if (reads.length === 0 && writes.length === 0) return true
      entry.lease = { wanted: new AbortController(), held: undefined }
      void this.#acquire(entry, entry.lease, { reads, writes })
    }
    if (entry.lease.held !== undefined) return true
    entry.turn.events.waiting(entry, 'conflict', `keys shared by ${this.#keys.name}`)
    return false
  }

  /** Gives back what a call holds, or stands in line for. */
  release(entry: Entry): void {
    const { lease } = entry
    if (lease === undefined) return
    entry.lease = undefined
    lease.wanted.abort(new Error('The call has ended.'))
    void lease.held?.release()
  }

  async #acquire(
    entry: Entry,
    lease: Lease,
    keys: Pick<Effects, 'reads' | 'writes'>,
  ): Promise<void> {
    const owner = `${entry.turn.id}:${entry.key}`
    const { signal } = lease.wanted
    try {
      const held = await this.#keys.acquire({ ...keys, owner, signal })
      if (entry.lease !== lease) {
        await held.release()
        return
      }
      lease.held = held
      held.lost.addEventListener('abort', () => this.#onLost(entry, lease), { once: true })
      if (held.lost.aborted) this.#onLost(entry, lease)
      this.#scheduler.wake(entry)
    } catch (fault) {
      if (entry.lease !== lease) return
      this.#scheduler.settle(entry, keysUnreachable(entry.call.name, this.#keys.name, fault))
    }
    this.#scheduler.flush()
  }

  /** Somebody else may hold the keys: the call must not go on as if they were its own. */
  #onLost(entry: Entry, lease: Lease): void {
    if (entry.lease !== lease) return
    const message = `Its lease of keys shared by ${this.#keys.name} was lost, so another engine may hold them.`
    this.#scheduler.stopAll([entry], { kind: 'cancelled', message })
  }
}
