import type { KeyLease, KeyRequest } from '../shared-keys.ts'
import { cutText } from '../../util/cut-text.ts'
import { stakesOf } from './scripts/stakes.ts'
import type { Moment } from './moment.ts'
import type { RequestInfo } from './scripts/key-scripts.ts'

/**
 * `outside`: Redis is not known to have it. `entering`: it has been sent. `waiting`: it has its place in line. Then it is
 * `held`, until it has `ended`: given back, given up, refused or lost.
 */
export type LeaseRequestState = 'outside' | 'entering' | 'waiting' | 'held' | 'ended'

/** The names of calls and turns come from models, and are kept for people only. */
const mostOwnerCharacters = 500

/** A request on its way through Redis. */
export class LeaseRequest {
  readonly info: RequestInfo
  readonly lease: Promise<KeyLease>
  readonly grant: (lease: KeyLease) => void
  readonly refuse: (reason: unknown) => void
  readonly lost: AbortController = new AbortController()
  /** Its id in Redis: a new one each time that it takes a new place in line. */
  id = ''
  state: LeaseRequestState = 'outside'
  /** When Redis was last asked to keep it, and did: what it has in Redis does not run out before a lease's time from then. */
  asked: Moment | undefined
  /** The token, if the grant came before the answer that the request has to wait. */
  token: number | undefined

  constructor({ reads, writes, owner }: KeyRequest) {
    this.info = {
      owner: cutText(owner.toWellFormed(), mostOwnerCharacters),
      stakes: stakesOf({ reads, writes }),
    }
    const { promise, resolve, reject } = Promise.withResolvers<KeyLease>()
    this.lease = promise
    this.grant = resolve
    this.refuse = reject
  }

  noteKept(asked: Moment): void {
    if (this.asked === undefined || this.asked.monotonicMs < asked.monotonicMs) this.asked = asked
  }
}
