/** An exponential moving average, with the weight 2 / (window + 1) for each new value. */
export class MovingAverage {
  readonly #weight: number
  #value: number | undefined

  constructor(window: number) {
    this.#weight = 2 / (window + 1)
  }

  /** 0 before the first value. */
  get value(): number {
    return this.#value ?? 0
  }

  add(value: number): void {
    this.#value =
      this.#value === undefined ? value : this.#value + (value - this.#value) * this.#weight
  }

  scale(factor: number): void {
    if (this.#value !== undefined) this.#value *= factor
  }

  /** Begins again, as if `value` were all that ever came. */
  restart(value: number): void {
    this.#value = value
  }
}
