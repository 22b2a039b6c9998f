import type { Gate, PermitOutcome } from './gate.ts'
import type { Lane, Waiter } from './lane.ts'
import type { Share } from './share.ts'

/**
 * Decides who starts next. Invariants:
 *
 * 1. Never more than the engine's slots in use, a slot that a call lends to its nested turns counting once.
 * 2. A waiter takes its slot and all its gates in one step, so that nobody holds one limit while waiting for another.
 * 3. Among those who could start, the smallest tag does: turns get equal shares whatever their size.
 * 4. Whoever could start has started when {@link pump} returns.
 */
export class Limiter<W extends Waiter> {
  readonly #slots: Gate
  readonly #start: (waiter: W) => void
  readonly #lanes: Set<Lane> = new Set()
  readonly #borrowers: Set<Share> = new Set()
  #virtualTime = 0
  #pumping = false

  constructor(slots: Gate, start: (waiter: W) => void) {
    this.#slots = slots
    this.#start = start
  }

  /** Puts a waiter in line. It starts in the next {@link pump} at the earliest. */
  enqueue(waiter: W): void {
    const { share, lane } = waiter
    waiter.tag = Math.max(this.#virtualTime, share.nextTag)
    share.nextTag = waiter.tag + 1
    lane.add(waiter)
    this.#lanes.add(lane)
    if (share.loan !== undefined) this.#borrowers.add(share)
  }

  /** Takes a waiter out of the line. */
  remove(waiter: W): void {
    waiter.lane.remove(waiter)
  }

  /** The limit that a waiter waits for; undefined if it only waits for its turn. */
  closedGate(waiter: W): Gate | undefined {
    return waiter.lane.closedGate() ?? (this.#slots.ready() ? undefined : this.#slots)
  }

  /** Gives back what a started waiter held. Call {@link pump} afterwards. */
  finish(waiter: W, outcome: PermitOutcome, runMs: number): void {
    for (const gate of waiter.lane.gates) gate.give(outcome, runMs)
    const { lent } = waiter
    if (lent !== undefined) {
      lent.revoked = true
      if (!lent.free) return
    }
    this.#giveSlot(waiter, outcome, runMs)
  }

  /** Starts everyone who may start. Re-entrant calls are taken up by the outermost one. */
  pump(): void {
    if (this.#pumping) return
    this.#pumping = true
    try {
      for (let waiter = this.#next(); waiter !== undefined; waiter = this.#next()) {
        this.#virtualTime = Math.max(this.#virtualTime, waiter.tag)
        waiter.lane.remove(waiter)
        for (const gate of waiter.lane.gates) gate.take()
        this.#start(waiter as W)
      }
    } finally {
      this.#pumping = false
    }
  }

  #giveSlot(waiter: Waiter, outcome: PermitOutcome, runMs: number): void {
    const loan = waiter.borrowed ? waiter.share.loan : undefined
    if (loan === undefined) {
      this.#slots.give(outcome, runMs)
      return
    }
    loan.free = true
    if (loan.revoked) this.#giveSlot(loan.lender, outcome, runMs)
  }

  #next(): Waiter | undefined {
    return this.#nextBorrower() ?? this.#nextInLine()
  }

  #nextBorrower(): Waiter | undefined {
    for (const share of this.#borrowers) {
      if (share.queues.size === 0 || share.loan === undefined || share.loan.revoked)
        this.#borrowers.delete(share)
      else if (share.loan.free) {
        const waiter = share.firstOpen()
        if (waiter === undefined) continue
        share.loan.free = false
        waiter.borrowed = true
        return waiter
      }
    }
    return undefined
  }

  #nextInLine(): Waiter | undefined {
    if (!this.#slots.ready()) return undefined
    let best: Waiter | undefined
    for (const lane of this.#lanes) {
      const head = lane.peek()
      if (head === undefined) this.#lanes.delete(lane)
      else if ((best === undefined || head.tag < best.tag) && lane.closedGate() === undefined)
        best = head
    }
    if (best === undefined) return undefined
    best.borrowed = false
    this.#slots.take()
    return best
  }
}
