import type { TurnEvent } from '../../call/report/event.ts'
import type { CallRecord } from '../call-record.ts'

/** What an event is made of once somebody is there to be told. */
export type Note = readonly [
  type: TurnEvent['type'],
  atMs: number,
  call: CallRecord | undefined,
  what: object | undefined,
]

/** In one piece, where a longer list would be copied again and again as it grows. */
const notesInPage = 256

/** Lists of empty places, of which each page gets copies: those are no literals (without-literal.ts). */
const noTypes = emptyList<TurnEvent['type'] | undefined>(undefined)
const noCalls = emptyList<CallRecord | undefined>(undefined)
const noWhats = emptyList<object | undefined>(undefined)
/** Of a list that has held a fraction the numbers are kept as they are, and no object is made for each. */
const noTimes = emptyList(0.5)

/** Some events, by columns: an object each takes twice as much memory. */
class Page {
  readonly atMs: number[]
  readonly types: (TurnEvent['type'] | undefined)[]
  readonly calls: (CallRecord | undefined)[]
  /** What only events of its type say. */
  readonly whats: (object | undefined)[]
  readonly most: number
  size = 0

  constructor(most: number) {
    this.most = most
    this.atMs = noTimes.slice(0, most)
    this.types = noTypes.slice(0, most)
    this.calls = noCalls.slice(0, most)
    this.whats = noWhats.slice(0, most)
  }
}

/** Events that nobody has asked for yet: most turns make some for each call, and nobody ever does. */
export class EventNotes {
  // Most turns have few calls.
  #last = new Page(8)
  readonly #pages: Page[] = [this.#last]

  add(
    type: TurnEvent['type'],
    atMs: number,
    call: CallRecord | undefined,
    what: object | undefined,
  ): void {
    if (this.#last.size === this.#last.most) this.#turnOver()
    const page = this.#last
    const at = page.size
    page.size = at + 1
    page.types[at] = type
    page.atMs[at] = atMs
    page.calls[at] = call
    page.whats[at] = what
  }

  *[Symbol.iterator](): Generator<Note> {
    for (const { types, atMs, calls, whats, size } of this.#pages)
      for (let at = 0; at < size; at += 1)
        yield [types[at] as TurnEvent['type'], atMs[at] as number, calls[at], whats[at]]
  }

  #turnOver(): void {
    this.#last = new Page(Math.min(2 * this.#last.most, notesInPage))
    this.#pages.push(this.#last)
  }
}

function emptyList<Item>(place: Item): Item[] {
  return Array.from({ length: notesInPage }, () => place)
}
