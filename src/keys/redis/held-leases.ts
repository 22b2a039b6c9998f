import { systemClock } from '../../util/clock.ts'
import { Alarm } from '../../util/alarm.ts'
import type { KeyLease } from '../shared-keys.ts'
import type { LeaseRequest } from './lease-request.ts'
import { notRenewed } from './faults.ts'
import { sinceMs, thisMoment, type Moment } from './moment.ts'

/** The part of a lease's time for which its holder relies on it: clocks differ, and stopping takes a moment. */
const reliedOn = 0.9

export interface HeldLeasesOptions {
  readonly ttlMs: number
  /** Takes in the renewals that came while this thread was busy. */
  readonly catchUp: () => void
  /** A lease was released, for the first time. */
  readonly onRelease: (request: LeaseRequest) => Promise<void>
  /** A lease was lost: it is not to be renewed any more. */
  readonly onLost: (request: LeaseRequest) => void
}

/**
 * The leases of one engine. One is lost when Redis says so, or when it was not asked in time to keep it, whether or not it
 * can be reached: by then another engine may hold the keys.
 */
export class HeldLeases {
  readonly #options: HeldLeasesOptions
  readonly #reliedOnMs: number
  readonly #held = new Map<string, LeaseRequest>()
  /** Rings when one may have lapsed. */
  readonly #alarm = new Alarm(systemClock, () => this.lapse())
  #ringsAtMs = 0

  constructor(options: HeldLeasesOptions) {
    this.#options = options
    this.#reliedOnMs = options.ttlMs * reliedOn
  }

  get all(): readonly LeaseRequest[] {
    return [...this.#held.values()]
  }

  get(id: string): LeaseRequest | undefined {
    return this.#held.get(id)
  }

  /** For how long what Redis has granted to a request can still be relied on, in milliseconds; not at all if below 0. */
  restMs({ asked }: LeaseRequest, now: Moment = thisMoment()): number {
    return asked === undefined ? -1 : this.#reliedOnMs - sinceMs(asked, now)
  }

  hold(request: LeaseRequest, token: number): KeyLease {
    request.state = 'held'
    this.#held.set(request.id, request)
    this.#ringWithin(this.restMs(request))
    const lostAsOfNow = (): AbortSignal => {
      if (this.restMs(request) <= 0) this.lapse()
      return request.lost.signal
    }
    const release = (): Promise<void> => this.#release(request)
    return {
      token,
      // A process that was suspended finds out here, although no timer has fired yet.
      get lost() {
        return lostAsOfNow()
      },
      release,
    }
  }

  lose(request: LeaseRequest, reason: Error): void {
    if (!this.#held.delete(request.id)) return
    this.#options.onLost(request)
    request.lost.abort(reason)
  }

  /** Gives up what was not renewed in time. */
  lapse(): void {
    this.#options.catchUp()
    const now = thisMoment()
    this.#alarm.set(undefined)
    for (const request of this.all) {
      const restMs = this.restMs(request, now)
      if (restMs <= 0) this.lose(request, notRenewed())
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

  async #release(request: LeaseRequest): Promise<void> {
    if (request.state === 'ended') return
    request.state = 'ended'
    this.#held.delete(request.id)
    if (this.#held.size === 0) this.#alarm.set(undefined)
    await this.#options.onRelease(request)
  }
}
