import type { CallRow, WaitStretch } from '../timeline/row.ts'

/** Finds the calls that others have waited for. */
export class Blockers {
  readonly #calls = new Map<string, CallRow[]>()

  add(row: CallRow): void {
    const id = keyOf(row)
    const known = this.#calls.get(id)
    if (known === undefined) this.#calls.set(id, [row])
    else known.push(row)
  }

  /**
   * The call that was in the way of a row, never that row itself. Of several with one id it is the one in the place that was told, in
   * the same turn if it may be; in traces of 0.1, which tell none, the one at whose end the wait was over.
   */
  of(row: CallRow, { by, endMs = Infinity }: WaitStretch): CallRow | undefined {
    if (by === undefined) return undefined
    const calls = this.#calls.get(keyOf(by))?.filter((call) => call !== row) ?? []
    if (calls.length < 2) return calls[0]
    const { index } = by
    const inPlace = calls.filter((call) => call.index === index)
    if (inPlace.length > 0) return inPlace.find(({ turn }) => turn === row.turn) ?? inPlace[0]
    const [first] = calls
    const over = calls.filter(({ settledMs = Infinity }) => settledMs <= endMs)
    return over.toSorted((a, b) => (b.settledMs ?? 0) - (a.settledMs ?? 0))[0] ?? first
  }
}

function keyOf({ turnId, callId }: { readonly turnId: string; readonly callId: string }): string {
  return JSON.stringify([turnId, callId])
}
