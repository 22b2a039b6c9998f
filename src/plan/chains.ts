/** Finds the longest chain of calls that wait for each other, as the calls are planned. */
export class Chains {
  /** How long the longest chain is that a call ends; absent for one that does not run. */
  readonly #lengths: Map<number, number> = new Map()
  /** The call before it in that chain. */
  readonly #before: Map<number, number> = new Map()

  /** A call that runs. */
  begin(index: number): void {
    this.#lengths.set(index, 1)
  }

  /** It waits for an earlier one. */
  follow(index: number, earlier: number): void {
    const length = 1 + (this.#lengths.get(earlier) ?? 0)
    if (length <= (this.#lengths.get(index) ?? 0)) return
    this.#lengths.set(index, length)
    this.#before.set(index, earlier)
  }

  /** The indices of a longest chain; of several as long, the one that is complete first. */
  longest(): number[] {
    let end: number | undefined
    let longest = 0
    for (const [index, length] of this.#lengths)
      if (length > longest) [longest, end] = [length, index]
    const chain: number[] = []
    for (let index = end; index !== undefined; index = this.#before.get(index)) chain.push(index)
    return chain.toReversed()
  }
}
