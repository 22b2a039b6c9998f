import type { TurnWatch } from './turn-watch.ts'

/** Who waits for a slot, and how often others got one meanwhile. */
export class Line {
  /** Attempts started, by turn. */
  readonly #starts: Map<TurnWatch, number> = new Map()
  /** How many calls of a turn wait, and what the counts were when the first of them came. */
  readonly #waiting: Map<TurnWatch, { calls: number; readonly before: Map<TurnWatch, number> }> =
    new Map()

  enter(turn: TurnWatch): void {
    const present = this.#waiting.get(turn)
    if (present !== undefined) present.calls += 1
    else this.#waiting.set(turn, { calls: 1, before: new Map(this.#starts) })
  }

  leave(turn: TurnWatch): void {
    const present = this.#waiting.get(turn)
    if (present === undefined) return
    present.calls -= 1
    if (present.calls === 0) this.#waiting.delete(turn)
  }

  /** Nobody has waited through anything yet. */
  forget(): void {
    for (const [turn, { calls }] of this.#waiting)
      this.#waiting.set(turn, { calls, before: new Map(this.#starts) })
  }

  started(turn: TurnWatch): void {
    this.#starts.set(turn, this.#countOf(turn) + 1)
  }

  /** How many more starts `turn` has had than one that has been waiting all the while, and which one that is. */
  lead(turn: TurnWatch): { readonly over: TurnWatch; readonly starts: number } | undefined {
    let lead: { over: TurnWatch; starts: number } | undefined
    for (const [over, { before }] of this.#waiting) {
      if (over === turn || over.parent !== undefined) continue
      const since = (one: TurnWatch): number => this.#countOf(one) - (before.get(one) ?? 0)
      const starts = since(turn) - since(over)
      if (lead === undefined || starts > lead.starts) lead = { over, starts }
    }
    return lead
  }

  #countOf(turn: TurnWatch): number {
    return this.#starts.get(turn) ?? 0
  }
}
