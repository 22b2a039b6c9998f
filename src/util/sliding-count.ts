const slices = 10

/** Counts what happened in the last `windowMs` milliseconds, give or take a tenth, in constant memory. */
export class SlidingCount {
  readonly #sliceMs: number
  readonly #counts: number[] = Array.from({ length: slices }, () => 0)
  #total = 0
  /** The number of the slice that is being filled, since the clock's origin. */
  #slice = 0

  constructor(windowMs: number) {
    this.#sliceMs = windowMs / slices
  }

  add(nowMs: number): void {
    this.#moveTo(nowMs)
    const index = this.#slice % slices
    this.#counts[index] = (this.#counts[index] as number) + 1
    this.#total += 1
  }

  total(nowMs: number): number {
    this.#moveTo(nowMs)
    return this.#total
  }

  #moveTo(nowMs: number): void {
    const slice = Math.floor(nowMs / this.#sliceMs)
    const steps = Math.min(slice - this.#slice, slices)
    for (let step = 1; step <= steps; step += 1) {
      const index = (this.#slice + step) % slices
      this.#total -= this.#counts[index] as number
      this.#counts[index] = 0
    }
    this.#slice = Math.max(this.#slice, slice)
  }
}
