import type { Gate, PermitOutcome } from '../../src/limit/gate.ts'
import type { Lane, ShareQueue, Waiter } from '../../src/limit/lane.ts'
import { Limiter } from '../../src/limit/limiter.ts'
import { Share, type Loan } from '../../src/limit/share.ts'
import { systemClock, type Clock } from '../../src/util/clock.ts'

/** A call that waits and runs, for as long as the test wants. */
export class Call implements Waiter {
  readonly name: string
  readonly share: Share
  readonly lane: Lane
  queue: ShareQueue | undefined
  previous: Waiter | undefined
  next: Waiter | undefined
  borrowed = false
  host: Share | undefined
  lent: Loan | undefined

  constructor(name: string, share: Share, lane: Lane) {
    this.name = name
    this.share = share
    this.lane = lane
  }

  /** A turn inside this call. */
  nest(): Share {
    this.lent ??= { lender: this, free: true, revoked: false }
    return new Share(this.lent)
  }
}

/** A limiter whose calls run until {@link end} is called. */
export class Bench {
  readonly limiter: Limiter<Call>
  /** Those that run, in the order in which they started. */
  readonly running: Call[] = []
  /** The names of all that ever started, in order. */
  readonly started: string[] = []
  /** When they did, by the clock. */
  readonly times: number[] = []

  constructor(slots: Gate, clock: Clock = systemClock, onTime?: () => void) {
    const start = (call: Call): void => {
      this.running.push(call)
      this.started.push(call.name)
      this.times.push(clock.now())
    }
    this.limiter = new Limiter(slots, start, clock, onTime)
  }

  /** Puts calls in line, and starts those that may start. */
  add(share: Share, lane: Lane, ...names: string[]): Call[] {
    const calls = names.map((name) => new Call(name, share, lane))
    for (const call of calls) this.limiter.enqueue(call)
    this.limiter.pump()
    return calls
  }

  end(call: Call | undefined = this.running[0], outcome: PermitOutcome = 'success'): void {
    if (call === undefined) throw new Error('Nothing runs.')
    this.running.splice(this.running.indexOf(call), 1)
    this.limiter.finish(call, outcome, 1)
    this.limiter.pump()
  }

  endAll(): void {
    while (this.running.length > 0) this.end()
  }
}

export function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`)
}
