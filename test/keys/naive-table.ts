import { overlap } from '../../src/keys/key.ts'

export interface Touched {
  readonly reads: readonly string[]
  readonly writes: readonly string[]
}

/** The definition of a conflict, pair by pair. */
export function conflict(a: Touched, b: Touched): boolean {
  return meets(a.writes, [...b.reads, ...b.writes]) || meets(b.writes, a.reads)
}

function meets(some: readonly string[], others: readonly string[]): boolean {
  return some.some((key) => others.some((other) => overlap(key, other)))
}

/** What the key table does, by its definition and in quadratic time. */
export class NaiveTable {
  readonly #live = new Map<number, Touched>()
  readonly #granted = new Set<number>()

  get size(): number {
    return this.#live.size
  }

  /** Whether the claim is granted at once. Owners are numbered in order of arrival. */
  claim(owner: number, touched: Touched): boolean {
    this.#live.set(owner, touched)
    return this.#grant().includes(owner)
  }

  /** Whom the release grants, in order. */
  release(owner: number): number[] {
    this.#live.delete(owner)
    this.#granted.delete(owner)
    return this.#grant()
  }

  isGranted(owner: number): boolean {
    return this.#granted.has(owner)
  }

  blockers(owner: number): number[] {
    const mine = this.#live.get(owner)
    if (mine === undefined) return []
    return [...this.#live].flatMap(([other, its]) =>
      other < owner && conflict(its, mine) ? [other] : [],
    )
  }

  #grant(): number[] {
    const free = [...this.#live.keys()].filter(
      (owner) => !this.#granted.has(owner) && this.blockers(owner).length === 0,
    )
    for (const owner of free) this.#granted.add(owner)
    return free
  }
}
