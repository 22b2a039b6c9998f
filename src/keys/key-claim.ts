import type { Entry, Holder } from './key-node.ts'

/** A place in line for some keys. */
export interface Claim<Owner> {
  readonly owner: Owner
  /** No earlier claim that conflicts with this one is left: the owner may begin. */
  readonly granted: boolean
}

/** A claim as its table keeps it. */
export class LiveClaim<Owner> implements Claim<Owner>, Holder<LiveClaim<Owner>> {
  readonly owner: Owner
  readonly place: number
  entry: Entry<LiveClaim<Owner>> | undefined = undefined
  /** How many of its entries wait. */
  waits = 0
  released = false

  constructor(owner: Owner, place: number) {
    this.owner = owner
    this.place = place
  }

  get granted(): boolean {
    return this.waits === 0
  }
}
