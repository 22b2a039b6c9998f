import type { KeyLease, KeyRequest } from '../shared-keys.ts'
import { stakesOf } from './lanes.ts'
import type { Moment } from './moment.ts'
import type { ClaimInfo } from './scripts.ts'

/**
 * `outside`: Redis is not known to have it. `entering`: it has been sent. `waiting`: it has its place in line. Then it is
 * `held`, until it has `ended`: given back, given up, refused or lost.
 */
export type ClaimState = 'outside' | 'entering' | 'waiting' | 'held' | 'ended'

/** A request on its way through Redis. */
export class KeyClaim {
  readonly info: ClaimInfo
  readonly lease: Promise<KeyLease>
  readonly grant: (lease: KeyLease) => void
  readonly refuse: (reason: unknown) => void
  readonly lost: AbortController = new AbortController()
  /** Its name in Redis: another one each time that it takes a new place in line. */
  id = ''
  state: ClaimState = 'outside'
  /** When Redis was last asked to keep it, and did: what it has in Redis does not run out before a lease's time from then. */
  asked: Moment | undefined
  /** The token, if the news came before the answer that there is something to wait for. */
  token: number | undefined

  constructor({ reads, writes, owner }: KeyRequest) {
    this.info = { owner: owner.toWellFormed(), stakes: stakesOf({ reads, writes }) }
    const { promise, resolve, reject } = Promise.withResolvers<KeyLease>()
    this.lease = promise
    this.grant = resolve
    this.refuse = reject
  }

  /** Whether somebody waits for it. */
  get isOpen(): boolean {
    return this.state !== 'held' && this.state !== 'ended'
  }

  noteKept(asked: Moment): void {
    if (this.asked === undefined || this.asked.monotonicMs < asked.monotonicMs) this.asked = asked
  }
}
