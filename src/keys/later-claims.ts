import type { Claim, LiveClaim } from './key-claim.ts'
import type { KeyNode } from './key-node.ts'
import { conflictsOf } from './lock-mode.ts'

/**
 * Of claims that are told from the last to the first, each with a length: the longest of those that wait for one. In the time
 * of its keys' depth, for of each key only the longest in each mode is kept, however many wait for each other there.
 */
export class LaterClaims<Owner> {
  readonly #longest: Map<KeyNode<LiveClaim<Owner>>, number[]> = new Map()

  /** Of those that were told and conflict with a claim, the longest; 0 if there is no such claim. */
  longestAfter(claim: Claim<Owner>): number {
    let longest = 0
    for (let { entry } = claim as LiveClaim<Owner>; entry !== undefined; entry = entry.sibling) {
      if (!entry.node.isContested(entry.mode)) continue
      const byMode = this.#longest.get(entry.node)
      if (byMode === undefined) continue
      for (const mode of conflictsOf[entry.mode] ?? [])
        longest = Math.max(longest, byMode[mode] as number)
    }
    return longest
  }

  tell(claim: Claim<Owner>, length: number): void {
    for (let { entry } = claim as LiveClaim<Owner>; entry !== undefined; entry = entry.sibling) {
      const { node, mode } = entry
      if (!node.isContested(mode)) continue
      let byMode = this.#longest.get(node)
      if (byMode === undefined) this.#longest.set(node, (byMode = [0, 0, 0, 0, 0]))
      byMode[mode] = Math.max(byMode[mode] as number, length)
    }
  }
}
