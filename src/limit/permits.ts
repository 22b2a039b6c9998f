import type { Gate, PermitOutcome } from './gate.ts'
import type { Lane, Waiter } from './lane.ts'
import type { Loan, Share } from './share.ts'

/**
 * The permits of the gates that calls run through. A call that holds one lends it to the calls nested in it, at any
 * depth and one at a time: it waits for them, so that a limit of one does not make a call wait for itself.
 */
export class Permits {
  /** Who runs on whose permits. Only few do, so nobody else has an entry. */
  readonly #borrowed: Map<Waiter, Map<Gate, Loan>> = new Map()

  /** Whether a share's waiters could start through these gates, on what the calls around them hold if need be. */
  openTo(share: Share, lane: Lane): boolean {
    for (const gate of lane.gates)
      if (!gate.ready() && lenderOf(gate, share) === undefined) return false
    return true
  }

  take(waiter: Waiter): void {
    for (const gate of waiter.lane.gates) gate.take()
  }

  /** Borrows what can be borrowed, and takes the rest. */
  takeNested(waiter: Waiter): void {
    for (const gate of waiter.lane.gates) {
      const loan = lenderOf(gate, waiter.host ?? waiter.share)
      if (loan === undefined) gate.take()
      else this.#lend(gate, loan, waiter)
    }
  }

  give(waiter: Waiter, outcome: PermitOutcome, runMs: number): void {
    const borrowed = this.#borrowed.get(waiter)
    if (borrowed !== undefined) this.#borrowed.delete(waiter)
    for (const gate of waiter.lane.gates) {
      const source = borrowed?.get(gate)
      const heir = waiter.lent?.permits?.get(gate)
      if (source !== undefined) source.permits?.delete(gate)
      if (heir === undefined) {
        if (source === undefined) gate.give(outcome, runMs)
        continue
      }
      // The call ends before one nested in it that runs on its permit: it is that one's now.
      this.#borrowed.get(heir)?.delete(gate)
      if (source !== undefined) this.#lend(gate, source, heir)
    }
  }

  #lend(gate: Gate, loan: Loan, borrower: Waiter): void {
    loan.permits ??= new Map()
    loan.permits.set(gate, borrower)
    const borrowed = this.#borrowed.get(borrower)
    if (borrowed === undefined) this.#borrowed.set(borrower, new Map([[gate, loan]]))
    else borrowed.set(gate, loan)
  }
}

/** The innermost call around a share that holds the gate's permit and has not lent it yet. */
function lenderOf(gate: Gate, share: Share): Loan | undefined {
  if (!gate.held) return undefined
  for (let { loan } = share; loan !== undefined; { loan } = loan.lender.share) {
    const holds = !loan.revoked && loan.lender.lane.gates.includes(gate)
    if (holds && loan.permits?.has(gate) !== true) return loan
  }
  return undefined
}
