import { systemClock } from '../../util/clock.ts'
import { Alarm } from '../../util/alarm.ts'
import type { KeyLease } from '../shared-keys.ts'
import type { KeyClaim } from './claim.ts'
import { notRenewed } from './faults.ts'
import { sinceMs, thisMoment, type Moment } from './moment.ts'

/** Of a lease's time, the part for which its holder relies on it: clocks differ, and to stop takes a moment. */
const reliedOn = 0.9

export interface HoldingsOptions {
  readonly ttlMs: number
  /** Hears what has come in about renewals while this thread was busy. */
  readonly catchUp: () => void
  /** A lease was given back, for the first time. */
  readonly onRelease: (claim: KeyClaim) => Promise<void>
  /** A lease was lost: it is not to be renewed any more. */
  readonly onLost: (claim: KeyClaim) => void
}

/**
 * The leases of one engine. One is lost when Redis says so, or when it was not asked in time to keep it, whether or not it
 * can be reached: by then somebody else may hold the keys.
 */
export class Holdings {
  readonly #options: HoldingsOptions
  readonly #reliedOnMs: number
  readonly #held = new Map<string, KeyClaim>()
  /** Rings when one may have lapsed. */
  readonly #alarm = new Alarm(systemClock, () => this.lapse())
  #ringsAtMs = 0

  constructor(options: HoldingsOptions) {
    this.#options = options
    this.#reliedOnMs = options.ttlMs * reliedOn
  }

  get all(): readonly KeyClaim[] {
    return [...this.#held.values()]
  }

  get(id: string): KeyClaim | undefined {
    return this.#held.get(id)
  }

  /** For how long what Redis has granted to a claim can still be relied on, in milliseconds; not at all if below 0. */
  restMs({ asked }: KeyClaim, now: Moment = thisMoment()): number {
    return asked === undefined ? -1 : this.#reliedOnMs - sinceMs(asked, now)
  }

  hold(claim: KeyClaim, token: number): KeyLease {
    claim.state = 'held'
    this.#held.set(claim.id, claim)
    this.#ringWithin(this.restMs(claim))
    const lostAsOfNow = (): AbortSignal => {
      if (this.restMs(claim) <= 0) this.lapse()
      return claim.lost.signal
    }
    const release = (): Promise<void> => this.#release(claim)
    return {
      token,
      // A process that stood still finds out here, although no timer has fired yet.
      get lost() {
        return lostAsOfNow()
      },
      release,
    }
  }

  lose(claim: KeyClaim, reason: Error): void {
    if (!this.#held.delete(claim.id)) return
    this.#options.onLost(claim)
    claim.lost.abort(reason)
  }

  /** Gives up what was not renewed in time. */
  lapse(): void {
    this.#options.catchUp()
    const now = thisMoment()
    this.#alarm.set(undefined)
    for (const claim of this.all) {
      const restMs = this.restMs(claim, now)
      if (restMs <= 0) this.lose(claim, notRenewed())
      else this.#ringWithin(restMs)
    }
  }

  close(): void {
    this.#alarm.set(undefined)
  }

  #ringWithin(restMs: number): void {
    const atMs = systemClock.now() + Math.max(1, restMs)
    if (this.#alarm.isSet && this.#ringsAtMs <= atMs) return
    this.#ringsAtMs = atMs
    this.#alarm.set(atMs)
  }

  async #release(claim: KeyClaim): Promise<void> {
    if (claim.state === 'ended') return
    claim.state = 'ended'
    this.#held.delete(claim.id)
    if (this.#held.size === 0) this.#alarm.set(undefined)
    await this.#options.onRelease(claim)
  }
}
