import type { Lane, Waiter } from './lane.ts'
import type { Loan, Share } from './share.ts'

/** The slots that calls lend to the turns inside them, and the turns that wait for one. */
export class Loans {
  /** Turns with waiters, by the loan that they may use; each goes behind the others when it was served. */
  readonly #waiting: Map<Loan, Set<Share>> = new Map()
  /** Those of them that nobody uses. */
  readonly #idle: Set<Loan> = new Set()
  /** Calls that turns inside the lender wait for, by the loan, each with one such turn. */
  readonly #guests: Map<Loan, Map<Waiter, Share>> = new Map()
  readonly #openTo: (share: Share, lane: Lane) => boolean

  /** `openTo` says whether a share's waiters in a lane could start, but for the slot. */
  constructor(openTo: (share: Share, lane: Lane) => boolean) {
    this.#openTo = openTo
  }

  /** Notes that a share has somebody waiting. */
  wait(loan: Loan, share: Share): void {
    if (loan.revoked) return
    const shares = this.#waiting.get(loan)
    if (shares === undefined) this.#waiting.set(loan, new Set([share]))
    else shares.add(share)
    if (loan.free) this.#idle.add(loan)
  }

  /** Lets somebody from elsewhere run on a loan, because a turn that may use it waits for them. */
  invite(loan: Loan, host: Share, guest: Waiter): void {
    if (loan.revoked) return
    const guests = this.#guests.get(loan)
    if (guests === undefined) this.#guests.set(loan, new Map([[guest, host]]))
    else guests.set(guest, host)
    if (loan.free) this.#idle.add(loan)
  }

  /** Gives a lent slot to one who waits for it and could start, if there is such a one. */
  next(): Waiter | undefined {
    for (const loan of this.#idle) {
      const shares = this.#waiting.get(loan) ?? new Set()
      for (const share of shares) {
        const waiter = this.#firstOpen(share)
        if (waiter === undefined && share.queues.size > 0) continue
        shares.delete(share)
        if (waiter === undefined) continue
        shares.add(share)
        loan.free = false
        this.#idle.delete(loan)
        return waiter
      }
      const guest = this.#firstGuest(loan)
      if (guest !== undefined) {
        loan.free = false
        this.#idle.delete(loan)
        return guest
      }
      if (shares.size === 0 && !this.#guests.has(loan)) this.#forget(loan)
    }
    return undefined
  }

  #firstGuest(loan: Loan): Waiter | undefined {
    const guests = this.#guests.get(loan)
    if (guests === undefined) return undefined
    for (const [guest, host] of guests)
      if (guest.queue === undefined) guests.delete(guest)
      else if (this.#openTo(host, guest.lane)) {
        guests.delete(guest)
        guest.host = host
        return guest
      }
    if (guests.size === 0) this.#guests.delete(loan)
    return undefined
  }

  /** A borrower has ended. */
  giveBack(loan: Loan): void {
    loan.free = true
    if (this.#waiting.has(loan) || this.#guests.has(loan)) this.#idle.add(loan)
  }

  /** The lender has ended; `source` is the loan that it ran on itself. */
  revoke(loan: Loan, source: Loan | undefined): void {
    loan.revoked = true
    loan.source = source
    this.#forget(loan)
  }

  #forget(loan: Loan): void {
    this.#waiting.delete(loan)
    this.#idle.delete(loan)
    this.#guests.delete(loan)
  }

  #firstOpen(share: Share): Waiter | undefined {
    for (const [lane, queue] of share.queues) if (this.#openTo(share, lane)) return queue.head
    return undefined
  }
}
