/**
 * Counts in as many consecutive buckets as it is long. When a value needs a higher bucket than there is, the lowest
 * ones are merged: memory is constant, and the highest values, which matter most, keep their accuracy.
 */
export class BucketRing {
  /** The bucket `index` is at `index` modulo the length, so that moving up moves nothing. */
  readonly #counts: Uint32Array
  #highest = 0
  #count = 0

  constructor(length: number) {
    this.#counts = new Uint32Array(length)
  }

  /** Of all buckets together. */
  get count(): number {
    return this.#count
  }

  get highest(): number {
    return this.#highest
  }

  get lowest(): number {
    return this.#highest - this.#counts.length + 1
  }

  at(index: number): number {
    if (index < this.lowest || index > this.#highest) return 0
    return this.#counts[this.#slot(index)] as number
  }

  add(index: number): void {
    if (this.#count === 0) this.#highest = index
    else if (index > this.#highest) this.#raise(index)
    this.#count += 1
    this.#addTo(Math.max(index, this.lowest), 1)
  }

  clear(): void {
    this.#counts.fill(0)
    this.#count = 0
  }

  #raise(highest: number): void {
    const from = this.lowest
    const steps = Math.min(highest - this.#highest, this.#counts.length)
    let merged = 0
    for (let index = from; index < from + steps; index += 1) {
      merged += this.at(index)
      this.#counts[this.#slot(index)] = 0
    }
    this.#highest = highest
    this.#addTo(this.lowest, merged)
  }

  #addTo(index: number, count: number): void {
    const slot = this.#slot(index)
    this.#counts[slot] = (this.#counts[slot] as number) + count
  }

  #slot(index: number): number {
    const { length } = this.#counts
    return ((index % length) + length) % length
  }
}
