import type { Clock } from '../../util/clock.ts'
import type { CallRecord } from '../call-record.ts'
import { ResultCache } from './result-cache.ts'
import { WriteLog } from './write-log.ts'

/** A call whose result serves identical ones. */
export interface Flight {
  readonly leader: CallRecord
  readonly followers: Set<CallRecord>
}

/** What the calls of an engine share of their results. */
export class SharedResults {
  /** Calls under way, by what makes them identical. */
  readonly flights: Map<string, Flight> = new Map()
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

  /** A call has ended, or a body that it has left behind: what it may have changed is not as it was read. */
  noteWrites({ effects, started }: CallRecord): void {
    const writes = effects?.writes ?? []
    if (started === 0 || writes.length === 0) return
    this.cache.drop(writes)
    this.writes.add(writes)
  }
}
