/** An exponential moving average, with the weight 2 / (window + 1) for each new value. */
export class MovingAverage {
  readonly #weight: number
  /** A number from the start, so that it is kept in place: one average a tool is added to with every call. */
  #value: number = Number.NaN

  constructor(window: number) {
    this.#weight = 2 / (window + 1)
  }

  /** No value has come yet. */
  get isEmpty(): boolean {
    return Number.isNaN(this.#value)
  }

  /** 0 before the first value. */
  get value(): number {
    return this.isEmpty ? 0 : this.#value
  }

  add(value: number): void {
    this.#value = this.isEmpty ? value : this.#value + (value - this.#value) * this.#weight
  }

  scale(factor: number): void {
    this.#value *= factor
  }

  /** Begins again, as if `value` were all that ever came. */
  restart(value: number): void {
    this.#value = value
  }
}
