import { KeyIndex } from '../../keys/key-index.ts'
import type { CallRecord, CallTurn } from '../call-record.ts'

/** Calls by keys, each turn's by themselves: the steps of a plan are among the calls of the turn around it. */
export class CallIndex {
  readonly #turns = new WeakMap<CallTurn, KeyIndex<CallRecord>>()

  add(call: CallRecord, keys: readonly string[]): void {
    const turn = turnAround(call)
    let calls = this.#turns.get(turn)
    if (calls === undefined) this.#turns.set(turn, (calls = new KeyIndex()))
    for (const key of keys) calls.add(key, call)
  }

  remove(call: CallRecord, keys: readonly string[]): void {
    const calls = this.#turns.get(turnAround(call))
    for (const key of keys) calls?.remove(key, call)
  }

  /** Those of a call's turn with a key that overlaps one of these. */
  *overlapping(call: CallRecord, keys: readonly string[]): Generator<CallRecord> {
    const calls = this.#turns.get(turnAround(call))
    if (calls !== undefined && calls.size > 0) for (const key of keys) yield* calls.overlapping(key)
  }
}

/** The turn within which a call keeps its order. */
function turnAround({ turn }: CallRecord): CallTurn {
  let around = turn
  while (around.batch !== undefined) around = around.batch.turn
  return around
}
