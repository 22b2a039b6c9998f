import { tagOf } from '../invariants/one-by-one.ts'
import type { AttemptWatch } from '../watch/attempt-watch.ts'
import type { History } from '../watch/history.ts'

/** What a tool does to the modelled state: it looks, and when its time is over it writes by what it saw. */
export class Deed {
  readonly #history: History
  readonly #attempt: AttemptWatch
  readonly #mask: number
  #seen: { readonly cells: Int32Array; readonly digest: number; readonly order: number } | undefined

  constructor(history: History, attempt: AttemptWatch) {
    const { reads, writes } = attempt.call.touch?.acts ?? { reads: 0, writes: 0 }
    this.#history = history
    this.#attempt = attempt
    this.#mask = reads | writes
  }

  /** A digest of what it saw. */
  get digest(): number | undefined {
    return this.#seen?.digest
  }

  look(): void {
    const { state, looks } = this.#history
    this.#history.looks += 1
    this.#seen = { cells: state.cells.slice(), digest: state.digest(this.#mask), order: looks }
  }

  do(idempotencyKey: string): void {
    const seen = this.#seen
    if (this.#mask === 0 || seen === undefined) return
    const { call, overMs, plan } = this.#attempt
    const { state, executions } = this.#history
    const writes = call.touch?.acts.writes ?? 0
    const works = writes !== 0 && (plan.throws === undefined || plan.afterWork)
    const wrote = works && !(call.tool?.idempotent && state.applied.has(idempotencyKey))
    executions.push({
      attempt: this.#attempt,
      order: seen.order,
      before: seen.digest,
      after: state.digest(this.#mask),
      wrote,
      late: overMs !== undefined,
    })
    if (!wrote) return
    state.write(writes, seen.cells, tagOf(this.#attempt))
    state.applied.add(idempotencyKey)
  }
}
