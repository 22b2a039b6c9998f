import { systemClock, type Clock } from '../util/clock.ts'
import { Alarm } from '../util/alarm.ts'
import type { Gate, PermitOutcome } from './gate.ts'
import type { Lane, Waiter } from './lane.ts'
import { Loans } from './loans.ts'
import { Permits } from './permits.ts'
import type { Loan, Share } from './share.ts'

/**
 * Decides who starts next. Invariants:
 *
 * 1. Never more than the engine's slots in use, nor more than a gate's permits; what a call lends to the turns
 *    inside it counts once.
 * 2. A waiter takes its slot and all its gates in one step, so that nobody holds one limit while waiting for another.
 * 3. Among those who could start, the turn that was served the longest ago goes first: turns get equal shares,
 *    whatever their size and whatever their other calls wait for.
 * 4. Whoever could start has started when {@link pump} returns. If only time keeps somebody back, one timer is set
 *    to the next moment at which that may change; otherwise none is.
 */
export class Limiter<W extends Waiter> {
  readonly #slots: Gate
  readonly #start: (waiter: W) => void
  /** Those with waiters; emptied ones stay until they are met. */
  readonly #lanes: Set<Lane> = new Set()
  readonly #timedLanes: Set<Lane> = new Set()
  readonly #permits = new Permits()
  readonly #loans = new Loans((share, lane) => this.#permits.openTo(share, lane))
  readonly #alarm: Alarm
  #places = 0
  #pumping = false

  /**
   * @param start called in {@link pump} for each waiter that has got its slot and its gates.
   * @param onTime called when time may have opened a gate; it must come to call {@link pump}, which is the default.
   */
  constructor(
    slots: Gate,
    start: (waiter: W) => void,
    clock: Clock = systemClock,
    onTime: () => void = () => this.pump(),
  ) {
    this.#slots = slots
    this.#start = start
    this.#alarm = new Alarm(clock, onTime)
  }

  /** Puts a waiter in line. It starts in the next {@link pump} at the earliest. */
  enqueue(waiter: W): void {
    const { share, lane } = waiter
    if (share.queues.size === 0) share.place = this.#places++
    lane.add(waiter)
    this.#lanes.add(lane)
    if (lane.timed) this.#timedLanes.add(lane)
    if (share.loan !== undefined) this.#loans.wait(share.loan, share)
  }

  /** Lets a waiter run on what the call around `host` lends, because that turn waits for it. */
  invite(waiter: W, host: Share): void {
    if (host.loan !== undefined && waiter.queue !== undefined)
      this.#loans.invite(host.loan, host, waiter)
  }

  /** Takes a waiter out of the line. */
  remove(waiter: W): void {
    waiter.lane.remove(waiter)
    if (this.#alarm.isSet) this.#setAlarm()
  }

  /** The limit that a waiter waits for; undefined if it only waits for its turn. */
  closedGate(waiter: W): Gate | undefined {
    return waiter.lane.closedGate() ?? (this.#slots.ready() ? undefined : this.#slots)
  }

  /** Gives back what a started waiter held. Call {@link pump} afterwards. */
  finish(waiter: W, outcome: PermitOutcome, runMs: number): void {
    const { lent } = waiter
    // How long a call waited for the turns inside it says nothing about what it calls.
    const told = lent !== undefined && outcome === 'success' ? 'ignored' : outcome
    this.#permits.give(waiter, told, runMs)
    const source = waiter.borrowed ? (waiter.host ?? waiter.share).loan : undefined
    if (lent !== undefined) {
      waiter.lent = undefined
      this.#loans.revoke(lent, source)
      if (!lent.free) return
    }
    this.#giveSlot(source, told, runMs)
  }

  /** Starts everyone who may start. Re-entrant calls are taken up by the outermost one. */
  pump(): void {
    if (this.#pumping) return
    this.#pumping = true
    try {
      for (let waiter = this.#next(); waiter !== undefined; waiter = this.#next()) {
        const { share, lane } = waiter
        lane.remove(waiter)
        share.place = this.#places++
        for (const queue of share.queues.values()) queue.lane.reorder(queue)
        this.#start(waiter as W)
      }
    } finally {
      this.#pumping = false
    }
    if (this.#timedLanes.size > 0) this.#setAlarm()
  }

  /** Back to whom the slot was borrowed from, or to whom that one had it from if it has ended. */
  #giveSlot(source: Loan | undefined, outcome: PermitOutcome, runMs: number): void {
    let loan = source
    while (loan?.revoked) loan = loan.source
    if (loan === undefined) this.#slots.give(outcome, runMs)
    else this.#loans.giveBack(loan)
  }

  #next(): Waiter | undefined {
    return this.#nextNested() ?? this.#nextInLine()
  }

  #nextNested(): Waiter | undefined {
    const waiter = this.#loans.next()
    if (waiter === undefined) return undefined
    waiter.borrowed = true
    this.#permits.takeNested(waiter)
    return waiter
  }

  #nextInLine(): Waiter | undefined {
    if (!this.#slots.ready()) return undefined
    let best: Waiter | undefined
    for (const lane of this.#lanes) {
      const head = lane.peek()
      if (head === undefined) this.#lanes.delete(lane)
      else if (best === undefined || head.share.place < best.share.place)
        if (lane.closedGate() === undefined) best = head
    }
    if (best === undefined) return undefined
    best.borrowed = false
    best.host = undefined
    this.#slots.take()
    this.#permits.take(best)
    return best
  }

  #setAlarm(): void {
    let nextMs: number | undefined
    for (const lane of this.#timedLanes) {
      if (lane.peek() === undefined) this.#timedLanes.delete(lane)
      else {
        const atMs = lane.readyAtMs()
        if (atMs !== undefined && (nextMs === undefined || atMs < nextMs)) nextMs = atMs
      }
    }
    this.#alarm.set(nextMs)
  }
}
