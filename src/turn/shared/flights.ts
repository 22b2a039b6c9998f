import { KeyIndex } from '../../keys/key-index.ts'
import type { CallRecord } from '../call-record.ts'

/** A call whose result serves identical ones. */
export interface Flight {
  /** What makes its calls identical. */
  readonly key: string
  readonly reads: readonly string[]
  leader: CallRecord
  /** Those of other turns stand in line themselves until one of them all begins. */
  readonly followers: Set<CallRecord>
  /**
   * What the leader's attempt reads may have been changed since that began: by a call inside it, or by one that was given up
   * before. It means nothing while none is under way.
   */
  isOld: boolean
}

/** In less time nobody has a result that is worth another attempt, in milliseconds. */
const leastMs = 1

/** Identical calls under way, of which one runs for all. */
export class Flights {
  /** Those that can be joined. */
  readonly #byKey: Map<string, Flight> = new Map()
  readonly #byCall: Map<CallRecord, Flight> = new Map()
  readonly #byRead: KeyIndex<Flight> = new KeyIndex()

  /** How many calls share, and how much is noted of what they read. */
  get size(): number {
    return this.#byCall.size + this.#byKey.size + this.#byRead.size
  }

  of(call: CallRecord): Flight | undefined {
    return this.#byCall.size === 0 ? undefined : this.#byCall.get(call)
  }

  /** Joins the call to those that are identical, to follow; or it leads, if it could be given nobody's result. */
  join(call: CallRecord, key: string): Flight | undefined {
    let flight = this.#byKey.get(key)
    if (flight === undefined || isOld(flight)) {
      const reads = call.effects?.reads ?? []
      flight = { key, reads, leader: call, followers: new Set(), isOld: false }
      this.#byKey.set(key, flight)
      for (const read of reads) this.#byRead.add(read, flight)
    } else {
      // A call inside others that followed might wait for itself: it runs on its own.
      if (call.turn.parent !== undefined) return undefined
      flight.followers.add(call)
    }
    this.#byCall.set(call, flight)
    return flight
  }

  /** The first attempt of a call begins: it leads, and identical ones that are in line follow it. */
  begin(call: CallRecord): void {
    const flight = this.of(call)
    if (flight === undefined) return
    const { leader, followers } = flight
    flight.isOld = false
    if (leader !== call) {
      followers.delete(call)
      flight.leader = call
      // A call inside others follows nobody: it runs on its own.
      if (leader.turn.parent === undefined) followers.add(leader)
      else this.#byCall.delete(leader)
    }
    for (const one of followers) {
      if (one.attempts?.isBusy !== true) continue
      one.attempts.leaveLine?.()
      one.at = one.turn.waits.findIndex(({ reason }) => reason === 'shared')
      one.turn.mover.wake(one)
    }
  }

  leave(call: CallRecord): void {
    this.#byCall.get(call)?.followers.delete(call)
    this.#byCall.delete(call)
  }

  /** Its leader was stopped: one of the others leads, if there is any that has the time. */
  leadOn(flight: Flight): void {
    const followers = [...flight.followers]
    const heir = followers.find(hasTime)
    if (heir === undefined) {
      this.land(flight)
      return
    }
    flight.followers.delete(heir)
    flight.leader = heir
    // Of another turn they stand in line, too, until it begins.
    for (const one of followers) one.turn.mover.wake(one)
  }

  /** Its last leader has ended. */
  land(flight: Flight): void {
    // A younger one may have taken its place.
    if (this.#byKey.get(flight.key) === flight) this.#byKey.delete(flight.key)
    for (const read of flight.reads) this.#byRead.remove(read, flight)
  }

  /** Something may have changed what is under these keys. */
  noteWrites(keys: readonly string[]): void {
    if (this.#byRead.size === 0) return
    for (const key of keys) for (const flight of this.#byRead.overlapping(key)) flight.isOld = true
  }
}

/**
 * Whether a call may begin what others have not finished: of many with one deadline each would, one after the other, as it passes
 * for each.
 */
export function hasTime({ turn }: CallRecord): boolean {
  return turn.remainingMs() >= leastMs
}

function isOld(flight: Flight): boolean {
  return flight.isOld && flight.leader.attempts?.isUnderWay === true
}

/** Whether a result is under way, and those who could have it are not only in line. */
export function hasBegun({ leader: { started, attempts } }: Flight): boolean {
  return started > 0 || attempts?.isUnderWay === true
}
