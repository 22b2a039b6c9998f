import type { Clock } from '../../util/clock.ts'
import type { CallRecord } from '../call-record.ts'
import { Flights } from './flights.ts'
import { ResultCache } from './result-cache.ts'
import { WriteLog } from './write-log.ts'

/** What the calls of an engine share of their results. */
export class SharedResults {
  readonly flights: Flights = new Flights()
  readonly cache: ResultCache
  readonly writes: WriteLog = new WriteLog()

  constructor(clock: Clock) {
    this.cache = new ResultCache(clock)
  }

  /** An attempt of a call begins, with no other beside it: now it reads. */
  begin(call: CallRecord): void {
    call.writesSeen = this.writes.count
    this.flights.begin(call)
  }

  /** A call has ended, or a body that it has left behind: what it may have changed is not as it was read. */
  noteWrites({ effects, started, outcome }: CallRecord): void {
    const writes = effects?.writes ?? []
    if (started === 0 || writes.length === 0) return
    this.cache.drop(writes)
    this.flights.noteWrites(writes)
    this.writes.add(writes, outcome?.status === 'failed')
  }
}
