import { BucketRing } from './bucket-ring.ts'
import { maxOf, minOf } from './extremes.ts'

export interface QuantileSketchOptions {
  /** By which part of itself an answer may be off; default 0.01. */
  readonly accuracy?: number
  /** Default 1,024: at the default accuracy values may differ 700 million times before the lowest ones blur. */
  readonly buckets?: number
  /** How many values make a generation; default 1,000. `Infinity`: nothing is ever forgotten. */
  readonly generation?: number
}

/** Smaller values count as this one: logarithms need a least. */
const leastValue = 1e-6

/**
 * Quantiles of a stream of numbers from 0, in constant memory, each within 1 % of a value that was there: DDSketch
 * (Masson, Rim and Lee, "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error Guarantees", VLDB
 * 2019), whose buckets are powers of (1 + accuracy) / (1 - accuracy).
 *
 * It ages by generations: one fills up while the one before it still counts, so that it speaks of the last one to
 * two generations of values and follows when they change.
 */
export class QuantileSketch {
  readonly accuracy: number
  readonly #generation: number
  readonly #base: number
  readonly #logBase: number
  #young: BucketRing
  #old: BucketRing

  constructor(options: QuantileSketchOptions = {}) {
    const { accuracy = 0.01, buckets = 1_024, generation = 1_000 } = options
    this.accuracy = accuracy
    this.#generation = generation
    this.#base = (1 + accuracy) / (1 - accuracy)
    this.#logBase = Math.log(this.#base)
    this.#young = new BucketRing(buckets)
    this.#old = new BucketRing(buckets)
  }

  /** How many values it speaks of. */
  get count(): number {
    return this.#young.count + this.#old.count
  }

  add(value: number): void {
    if (this.#young.count >= this.#generation) {
      const oldest = this.#old
      oldest.clear()
      this.#old = this.#young
      this.#young = oldest
    }
    this.#young.add(Math.ceil(Math.log(Math.max(value, leastValue)) / this.#logBase))
  }

  /**
   * The value below which a part `q` of the values lie, `q` from 0 to 1: of n sorted values about the one at
   * q · (n - 1), rounded down. Undefined before the first value.
   */
  quantile(q: number): number | undefined {
    const rings = [this.#young, this.#old].filter(({ count }) => count > 0)
    if (rings.length === 0) return undefined
    const rank = q * (this.count - 1)
    const highest = maxOf(rings.map((ring) => ring.highest))
    let index = minOf(rings.map((ring) => ring.lowest)) - 1
    let counted = 0
    while (counted <= rank && index < highest) {
      index += 1
      for (const ring of rings) counted += ring.at(index)
    }
    return (2 * this.#base ** index) / (this.#base + 1)
  }
}
