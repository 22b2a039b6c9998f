import type { Gate } from './gate.ts'

/** At most `capacity` at once. */
export class Semaphore implements Gate {
  readonly name: string
  readonly held = true
  readonly #capacity: number
  #taken = 0

  constructor(name: string, capacity: number) {
    this.name = name
    this.#capacity = capacity
  }

  get taken(): number {
    return this.#taken
  }

  ready(): boolean {
    return this.#taken < this.#capacity
  }

  leavesOne(): boolean {
    return this.#taken + 1 < this.#capacity
  }

  take(): void {
    this.#taken += 1
  }

  give(): void {
    this.#taken -= 1
  }
}
