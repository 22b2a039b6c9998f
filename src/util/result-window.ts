/** How the last `size` attempts ended. */
export class ResultWindow {
  /** 1 is a failure. */
  readonly #failures: Uint8Array
  #count = 0
  #failed = 0
  #next = 0

  constructor(size: number) {
    this.#failures = new Uint8Array(size)
  }

  get isFull(): boolean {
    return this.#count === this.#failures.length
  }

  /** From 0 to 1; 0 of none. */
  get failureRate(): number {
    return this.#count === 0 ? 0 : this.#failed / this.#count
  }

  add(ok: boolean): void {
    const failure = ok ? 0 : 1
    this.#failed += failure - (this.#failures[this.#next] as number)
    this.#failures[this.#next] = failure
    this.#next = (this.#next + 1) % this.#failures.length
    if (!this.isFull) this.#count += 1
  }

  clear(): void {
    this.#failures.fill(0)
    this.#count = this.#failed = this.#next = 0
  }
}
