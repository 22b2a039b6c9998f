import type { Effects } from '../call/effects.ts'
import { addAll } from '../util/add-all.ts'
import { blockersOf, isBlockedBy, waitersOf } from './blockers.ts'
import { LiveClaim, type Blocker, type Claim, type ClaimTable } from './key-claim.ts'
import { KeyNode } from './key-node.ts'
import { parseKey } from './key.ts'
import { IS, IX, S, X, type Mode } from './lock-mode.ts'

export type { Blocker, Claim } from './key-claim.ts'

/**
 * Who may touch which keys. Invariants:
 *
 * 1. Two claims conflict when one writes a key that covers, or is covered by, a key that the other reads or writes.
 * 2. A claim is granted when no earlier claim, granted or waiting, conflicts with it; once granted it stays so.
 * 3. So a claim waits for earlier ones only: there is no deadlock among claims, and no conflicting claim overtakes.
 * 4. `onGrant` is told once of every claim that had to wait, when the table is consistent again, and never of a claim
 *    that was granted at once or has been released.
 *
 * A claim or release takes time in proportion to its keys and their depth, amortised, however many claims there are
 * (and to sort the claims that a release grants).
 */
export class KeyTable<Owner> implements ClaimTable<Owner> {
  readonly #onGrant: (owner: Owner) => void
  readonly #root = new KeyNode<LiveClaim<Owner>>()
  #places = 0
  #size = 0
  /** By the release that is under way: a claim for each of its entries that waits no longer. */
  readonly #freed: LiveClaim<Owner>[] = []
  /** Granted, and for `onGrant` to be told. */
  #toTell: LiveClaim<Owner>[] = []
  #isTelling = false

  /** `onGrant` may claim and release; it is not called again before it has returned. */
  constructor(onGrant: (owner: Owner) => void) {
    this.#onGrant = onGrant
  }

  /** How many claims have not been released. */
  get size(): number {
    return this.#size
  }

  /** Takes a place in line for all keys at once; its `granted` says whether the owner may begin at once. */
  claim(owner: Owner, { reads, writes }: Pick<Effects, 'reads' | 'writes'>): Claim<Owner> {
    this.#size += 1
    const claim = new LiveClaim(owner, this, this.#places++)
    for (const key of writes) this.#enter(claim, key, X, IX)
    for (const key of reads) this.#enter(claim, key, S, IS)
    for (let entry = claim.entry; entry !== undefined; entry = entry.sibling)
      if (entry.node.enqueue(entry)) claim.waits += 1
    return claim
  }

  release(claim: Claim<Owner>): void {
    const live = claim as LiveClaim<Owner>
    if (live.released) return
    live.released = true
    this.#size -= 1
    let entry = live.entry
    // A released claim that is still referenced must not keep its old neighbours in line.
    live.entry = undefined
    for (; entry !== undefined; entry = entry.sibling) entry.node.leave(entry, this.#freed)
    if (this.#freed.length > 0) this.#grant()
  }

  blockers(claim: Claim<Owner>): Iterable<Blocker<Owner>> {
    return blockersOf(claim as LiveClaim<Owner>)
  }

  waiters(claim: Claim<Owner>): Iterable<Owner> {
    return waitersOf(claim as LiveClaim<Owner>)
  }

  isBlockedBy(claim: Claim<Owner>, earlier: Claim<Owner>): boolean {
    return isBlockedBy(claim as LiveClaim<Owner>, earlier as LiveClaim<Owner>)
  }

  #enter(claim: LiveClaim<Owner>, key: string, mode: Mode, intention: Mode): void {
    let node = this.#root
    for (const segment of parseKey(key)) {
      node.arrive(claim, intention)
      node = node.child(segment)
    }
    node.arrive(claim, mode)
  }

  /** Grants those of which no entry waits any more, in order of arrival. */
  #grant(): void {
    const granted: LiveClaim<Owner>[] = []
    for (const claim of this.#freed) {
      claim.waits -= 1
      if (claim.granted) granted.push(claim)
    }
    this.#freed.length = 0
    this.#tell(granted.sort((a, b) => a.place - b.place))
  }

  /**
   * Calls `onGrant` for each in turn. A release inside it adds to the list of the call that is telling, so that a long
   * chain needs no stack. One that throws keeps no other claim from its grant.
   */
  #tell(granted: readonly LiveClaim<Owner>[]): void {
    addAll(this.#toTell, granted)
    if (this.#isTelling) return
    this.#isTelling = true
    const errors: unknown[] = []
    for (const claim of this.#toTell) {
      if (claim.released) continue
      try {
        this.#onGrant(claim.owner)
      } catch (error) {
        errors.push(error)
      }
    }
    this.#toTell = []
    this.#isTelling = false
    if (errors.length > 0) throw errors[0]
  }
}
