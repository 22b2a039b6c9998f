import type { Clock } from '../../util/clock.ts'
import type { CallRecord } from '../call-record.ts'
import { ResultCache } from './result-cache.ts'
import { WriteLog } from './write-log.ts'

/** A call whose result serves identical ones. */
export interface Flight {
  readonly key: string
  leader: CallRecord
  /** Those of other turns stand in line themselves until one of them all begins. */
  readonly followers: Set<CallRecord>
}

/** What the calls of an engine share of their results. */
export class SharedResults {
  /** Calls under way, by what makes them identical. */
  readonly flights: Map<string, Flight> = new Map()
  /** By each of their calls. */
  readonly flightOf: Map<CallRecord, Flight> = new Map()
  readonly cache: ResultCache
  readonly writes: WriteLog = new WriteLog()

  constructor(clock: Clock) {
    this.cache = new ResultCache(clock)
  }

  /** How many calls wait for another's result. */
  get followers(): number {
    let count = 0
    for (const { followers } of this.flights.values()) count += followers.size
    return count
  }

  /** An attempt of a call begins: it leads, and identical ones that are in line follow it. */
  begin(call: CallRecord): void {
    call.writesSeen = this.writes.count
    const flight = this.flightOf.get(call)
    if (flight === undefined) return
    const { followers } = flight
    if (flight.leader !== call) {
      followers.delete(call)
      followers.add(flight.leader)
      flight.leader = call
    }
    for (const one of followers) {
      if (!isInLine(one)) continue
      one.attempts?.leaveLine?.()
      one.at = one.turn.waits.findIndex(({ reason }) => reason === 'shared')
      one.turn.mover.wake(one)
    }
  }

  /** Nobody else joins a flight. */
  land(flight: Flight): void {
    // A younger one may have taken its place.
    if (this.flights.get(flight.key) === flight) this.flights.delete(flight.key)
  }

  /** Whether what a call has read may have been changed since, by somebody who had its keys before and has not ended in time. */
  isOld({ effects, writesSeen }: CallRecord): boolean {
    return this.writes.hasSince(writesSeen, effects?.reads ?? [])
  }

  /** A call has ended, or a body that it has left behind: what it may have changed is not as it was read. */
  noteWrites({ effects, started }: CallRecord): void {
    const writes = effects?.writes ?? []
    if (started === 0 || writes.length === 0) return
    this.cache.drop(writes)
    this.writes.add(writes)
  }
}

/** Whether a call stands in line for its attempt, or that is under way. */
export function isInLine({ attempts }: CallRecord): boolean {
  return attempts?.isBusy === true
}

/** Whether a call's result is under way, and not only in line. */
export function hasBegun({ started, attempts }: CallRecord): boolean {
  return started > 0 || attempts?.isUnderWay === true
}
