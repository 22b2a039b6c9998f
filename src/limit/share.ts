import type { Lane, ShareQueue, Waiter } from './lane.ts'

/** The slot of a call, lent to the turns that run inside it while it waits for them. */
export interface Loan {
  readonly lender: Waiter
  free: boolean
  /** The lender has ended: the slot goes back to where it had it from when the borrower ends. */
  revoked: boolean
}

/** One turn's claim to its fair part of the slots. */
export class Share {
  /** The tag of the next waiter, if the share is not behind. */
  nextTag = 0
  readonly queues: Map<Lane, ShareQueue> = new Map()
  readonly loan: Loan | undefined

  constructor(loan?: Loan) {
    this.loan = loan
  }

  /** The first waiter that no gate but the engine's own keeps back. */
  firstOpen(): Waiter | undefined {
    for (const [lane, queue] of this.queues) if (lane.closedGate() === undefined) return queue.head
    return undefined
  }
}
