import type { Entry, Holder } from './key-node.ts'
import type { ConflictKind } from './lock-mode.ts'

/** An earlier claim that another waits for. */
export interface Blocker<Owner> {
  readonly owner: Owner
  /** The key on which the two meet: of two keys, the one that covers the other. */
  readonly key: string
  /** What is done to that key or below it: the blocker's part, then the waiting claim's. */
  readonly mode: ConflictKind
}

/** Where a claim stands. */
export interface ClaimTable<Owner> {
  /**
   * Gives everything back, whether granted or waiting, and grants those whose turn it is, in order of arrival. A
   * second release of one claim does nothing.
   */
  release(claim: Claim<Owner>): void
  /** The earlier claims that a claim waits for, and on which keys: oldest first. Read it before the table changes. */
  blockers(claim: Claim<Owner>): Iterable<Blocker<Owner>>
  /** The owners of later claims that wait for a claim, some of them more than once. Read it before the table changes. */
  waiters(claim: Claim<Owner>): Iterable<Owner>
  /** Whether a claim waits for an earlier one. Never, if the two are of different tables. */
  isBlockedBy(claim: Claim<Owner>, earlier: Claim<Owner>): boolean
}

/** A place in line for some keys. */
export interface Claim<Owner> {
  readonly owner: Owner
  readonly table: ClaimTable<Owner>
  /** No earlier claim that conflicts with this one is left: the owner may begin. */
  readonly granted: boolean
}

/** A claim as its table keeps it. */
export class LiveClaim<Owner> implements Claim<Owner>, Holder<LiveClaim<Owner>> {
  readonly owner: Owner
  readonly table: ClaimTable<Owner>
  readonly place: number
  entry: Entry<LiveClaim<Owner>> | undefined = undefined
  /** How many of its entries wait. */
  waits = 0
  released = false

  constructor(owner: Owner, table: ClaimTable<Owner>, place: number) {
    this.owner = owner
    this.table = table
    this.place = place
  }

  get granted(): boolean {
    return this.waits === 0
  }
}
