import { LogReader, type Link, type LogState } from './log-reader.ts'

/** How many droppable events a log keeps. */
const mostDroppable = 1_000

/**
 * What happens, for everybody who iterates: each reader gets every event from the first one on, however late it comes,
 * and one that leaves disturbs no other. Of droppable events only the newest are kept, so that what nobody reads does
 * not grow with them.
 */
export class EventLog<T> implements AsyncIterable<T> {
  readonly #first: Link<T> = makeLink<T>()
  #last: Link<T> = this.#first
  readonly #mostDroppable: number
  #droppable = 0
  #oldestDroppable: Link<T> | undefined
  #newestDroppable: Link<T> | undefined
  readonly #state: LogState<T> = { waiting: new Set(), ending: undefined }

  constructor(options: { readonly mostDroppable?: number } = {}) {
    this.#mostDroppable = options.mostDroppable ?? mostDroppable
  }

  /** `droppable`: it may be forgotten once many such events have followed it. */
  push(event: T, { droppable = false }: { readonly droppable?: boolean } = {}): void {
    if (this.#state.ending !== undefined) return
    const previous = this.#last
    const link = makeLink(event, previous)
    previous.next = link
    this.#last = link
    if (droppable) this.#noteDroppable(link)
    this.#tell()
  }

  /** No more events: every reader is done once it has read what there is. */
  end(): void {
    this.#state.ending ??= {}
    this.#tell()
  }

  /** As {@link end}, but what every reader gets last is this error. */
  fail(error: unknown): void {
    this.#state.ending ??= { failure: { error } }
    this.#tell()
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return new LogReader(this.#first, this.#state)
  }

  #noteDroppable(link: Link<T>): void {
    if (this.#newestDroppable === undefined) this.#oldestDroppable = link
    else this.#newestDroppable.nextDroppable = link
    this.#newestDroppable = link
    this.#droppable += 1
    if (this.#droppable > this.#mostDroppable) this.#drop(this.#oldestDroppable as Link<T>)
  }

  /**
   * A reader of this one goes on from the one before it, which stays, for all droppable events before are gone.
   * What follows it cannot be reached from it any more, so that a reader who stands still keeps nothing alive.
   */
  #drop(link: Link<T>): void {
    const { previous, next, nextDroppable } = link
    this.#droppable -= 1
    this.#oldestDroppable = nextDroppable
    if (nextDroppable === undefined) this.#newestDroppable = undefined
    if (previous !== undefined) previous.next = next
    if (next === undefined) this.#last = previous ?? this.#first
    else next.previous = previous
    link.dropped = true
    link.next = link.nextDroppable = undefined
  }

  #tell(): void {
    for (const reader of this.#state.waiting) reader.serve()
  }
}

function makeLink<T>(event?: T, previous?: Link<T>): Link<T> {
  return { event, previous, next: undefined, nextDroppable: undefined, dropped: false }
}
