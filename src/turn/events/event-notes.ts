import type { TurnEvent } from '../../call/report/event.ts'
import type { CallRecord } from '../call-record.ts'

/** What an event is made of once somebody is there to be told. */
export type Note = readonly [
  type: TurnEvent['type'],
  atMs: number,
  call: CallRecord | undefined,
  what: object | undefined,
]

/** Events that nobody has asked for yet. By columns: most turns make some for each call, and nobody ever does. */
export class EventNotes {
  readonly #types: TurnEvent['type'][] = []
  readonly #atMs: number[] = []
  readonly #calls: (CallRecord | undefined)[] = []
  /** What only events of its type say. */
  readonly #whats: (object | undefined)[] = []

  add(
    type: TurnEvent['type'],
    atMs: number,
    call: CallRecord | undefined,
    what: object | undefined,
  ): void {
    this.#types.push(type)
    this.#atMs.push(atMs)
    this.#calls.push(call)
    this.#whats.push(what)
  }

  *[Symbol.iterator](): Generator<Note> {
    for (const [index, type] of this.#types.entries())
      yield [type, this.#atMs[index] as number, this.#calls[index], this.#whats[index]]
  }
}
