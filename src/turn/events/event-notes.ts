import type { TurnEvent } from '../../call/report/event.ts'
import { arrayWith } from '../../util/without-literal.ts'
import type { CallRecord } from '../call-record.ts'

/** What an event is made of once somebody is there to be told. */
export type Note = readonly [
  type: TurnEvent['type'],
  atMs: number,
  call: CallRecord | undefined,
  what: object | undefined,
]

/** A longer list would be copied again and again as it grows, and be an old one while it is filled with what is young. */
const mostInPage = 256

/** Some events, by columns: an object each takes twice as much memory. */
class Page {
  /** An array of a literal, which holds numbers as they are; the others would hold an object for each. */
  readonly atMs: number[] = []
  readonly types: TurnEvent['type'][] = arrayWith()
  readonly calls: (CallRecord | undefined)[] = arrayWith()
  /** What only events of its type say. */
  readonly whats: (object | undefined)[] = arrayWith()
}

/** Events that nobody has asked for yet: most turns make some for each call, and nobody ever does. */
export class EventNotes {
  #last = new Page()
  readonly #pages: Page[] = [this.#last]

  add(
    type: TurnEvent['type'],
    atMs: number,
    call: CallRecord | undefined,
    what: object | undefined,
  ): void {
    if (this.#last.types.length === mostInPage) this.#pages.push((this.#last = new Page()))
    const page = this.#last
    page.types.push(type)
    page.atMs.push(atMs)
    page.calls.push(call)
    page.whats.push(what)
  }

  *[Symbol.iterator](): Generator<Note> {
    for (const { types, atMs, calls, whats } of this.#pages)
      for (const [index, type] of types.entries())
        yield [type, atMs[index] as number, calls[index], whats[index]]
  }
}
