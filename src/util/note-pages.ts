import { arrayWith } from './without-literal.ts'

/** Makes an event of what was noted of it. */
export interface EventSource<Event, About extends object> {
  eventOf(type: string, atMs: number, about: About | undefined, what: object | undefined): Event
}

/** In one piece, where a longer list would be copied again and again as it grows. */
const notesInPage = 256

/** Lists of empty places, of which each page gets copies: those are no literals (without-literal.ts). */
const noTypes = emptyList('')
const noObjects = emptyList<object | undefined>(undefined)
/** Of a list that has held a fraction the numbers are kept as they are, and no object is made for each. */
const noTimes = emptyList(0.5)

/** What one source noted in a row, by columns: an object each takes twice as much memory. */
class Page<Event, About extends object> {
  readonly source: EventSource<Event, About>
  readonly atMs: number[]
  readonly types: string[]
  readonly about: (object | undefined)[]
  /** What only events of its type say. */
  readonly whats: (object | undefined)[]
  readonly most: number
  size = 0

  constructor(source: EventSource<Event, About>, most: number) {
    this.source = source
    this.most = most
    this.atMs = noTimes.slice(0, most)
    this.types = noTypes.slice(0, most)
    this.about = noObjects.slice(0, most)
    this.whats = noObjects.slice(0, most)
  }
}

/** What events are made of that nobody has asked for yet. */
export class NotePages<Event, About extends object> {
  #last: Page<Event, About> | undefined
  readonly #pages: Page<Event, About>[] = arrayWith()

  add(
    source: EventSource<Event, About>,
    type: string,
    atMs: number,
    about: About | undefined,
    what: object | undefined,
  ): void {
    let page = this.#last
    if (page === undefined || page.size === page.most || page.source !== source)
      page = this.#turnOver(source)
    const at = page.size
    page.size = at + 1
    page.types[at] = type
    page.atMs[at] = atMs
    page.about[at] = about
    page.whats[at] = what
  }

  *events(): Generator<Event> {
    for (const { source, types, atMs, about, whats, size } of this.#pages)
      for (let at = 0; at < size; at += 1)
        yield source.eventOf(
          types[at] as string,
          atMs[at] as number,
          about[at] as About | undefined,
          whats[at],
        )
  }

  #turnOver(source: EventSource<Event, About>): Page<Event, About> {
    // Most turns have few calls.
    const most = this.#last?.source === source ? Math.min(2 * this.#last.most, notesInPage) : 8
    const page = new Page(source, most)
    this.#last = page
    this.#pages.push(page)
    return page
  }
}

function emptyList<Item>(place: Item): Item[] {
  return Array.from({ length: notesInPage }, () => place)
}
