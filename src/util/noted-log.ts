import { EventLog } from './event-log.ts'
import { NotePages, type EventSource } from './note-pages.ts'

/**
 * A log whose events are made once somebody iterates over it: until then what they are made of is noted. Most things that happen
 * are told to nobody.
 */
export class NotedLog<Event, About extends object> {
  #notes: NotePages<Event, About> | undefined
  /** Once somebody watches, or there is what has to be bounded. */
  #log: EventLog<Event> | undefined
  #ending: { readonly failure?: { readonly error: unknown } } | undefined

  /** `droppable`: of such events, of which there may be very many, only the newest are kept. */
  note(
    source: EventSource<Event, About>,
    type: string,
    atMs: number,
    about?: About,
    what?: object,
    droppable: boolean = false,
  ): void {
    if (this.#ending !== undefined) return
    if (droppable) this.#open()
    if (this.#log === undefined)
      (this.#notes ??= new NotePages()).add(source, type, atMs, about, what)
    else this.#log.push(source.eventOf(type, atMs, about, what), { droppable })
  }

  /** No more events. */
  end(): void {
    this.#ending ??= {}
    this.#log?.end()
  }

  /** As {@link end}, but what every reader gets last is this error. */
  fail(error: unknown): void {
    this.#ending ??= { failure: { error } }
    this.#log?.fail(error)
  }

  /** Iterates from the first event on. */
  iterate(): AsyncIterator<Event> {
    return this.#open()[Symbol.asyncIterator]()
  }

  #open(): EventLog<Event> {
    if (this.#log !== undefined) return this.#log
    this.#log = new EventLog()
    for (const event of this.#notes?.events() ?? []) this.#log.push(event)
    this.#notes = undefined
    if (this.#ending?.failure !== undefined) this.#log.fail(this.#ending.failure.error)
    else if (this.#ending !== undefined) this.#log.end()
    return this.#log
  }
}
