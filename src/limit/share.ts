import type { Gate } from './gate.ts'
import type { Lane, ShareQueue, Waiter } from './lane.ts'

/** What a running call holds, lent to the turns that run inside it while it waits for them. */
export interface Loan {
  readonly lender: Waiter
  /** Nobody runs on its slot. */
  free: boolean
  /** The lender has ended. What is lent goes, when its borrower ends, to where the lender had it from. */
  revoked: boolean
  /** Once revoked: the loan that the lender's slot came from; undefined: it was the engine's. */
  source?: Loan | undefined
  /** Who runs on the lender's permits, by gate. */
  permits?: Map<Gate, Waiter> | undefined
}

/** One turn's claim to its fair part of the slots. */
export class Share {
  /** When it was last served, or else came, as a running number: the smallest is next. */
  place = 0
  readonly queues: Map<Lane, ShareQueue> = new Map()
  readonly loan: Loan | undefined

  constructor(loan?: Loan) {
    this.loan = loan
  }
}
