import { seededRandom } from '../src/testing/random.ts'

/** Draws of a seeded random source. */
export class Dice {
  readonly #next: () => number

  constructor(seed: number) {
    this.#next = seededRandom(seed)
  }

  chance(probability: number): boolean {
    return this.#next() < probability
  }

  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.#next() * (high - low + 1))
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.#next() * list.length)] as T
  }

  /** One of the keys, each as likely as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][]
    let left = this.#next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [key, weight] of entries) {
      left -= weight
      if (left < 0) return key
    }
    return (entries.at(-1) as [K, number])[0]
  }

  /** A latency with a heavy tail (Pareto, shape 1.2), in whole milliseconds up to `most`. */
  latency(least: number, most: number): number {
    const value = least / Math.max(this.#next(), 1e-6) ** (1 / 1.2)
    return Math.min(most, Math.floor(value))
  }

  /** `make()` with the given probability. */
  maybe<T>(probability: number, make: () => T): T | undefined {
    return this.chance(probability) ? make() : undefined
  }
}
