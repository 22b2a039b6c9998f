import type { LimitAlgorithm } from './algorithm.ts'
import type { Gate, PermitOutcome } from '../gate.ts'

/** As many at once as an algorithm thinks good for the downstream. */
export class AdaptiveSemaphore implements Gate {
  readonly name: string
  readonly held = true
  readonly #algorithm: LimitAlgorithm
  #taken = 0

  constructor(name: string, algorithm: LimitAlgorithm) {
    this.name = name
    this.#algorithm = algorithm
  }

  get taken(): number {
    return this.#taken
  }

  ready(): boolean {
    return this.#taken < this.#algorithm.limit
  }

  leavesOne(): boolean {
    return this.#taken + 1 < this.#algorithm.limit
  }

  take(): void {
    this.#taken += 1
  }

  give(outcome: PermitOutcome, runMs: number): void {
    if (outcome !== 'ignored')
      this.#algorithm.onSample({ runMs, inFlight: this.#taken, dropped: outcome === 'dropped' })
    this.#taken -= 1
  }
}
