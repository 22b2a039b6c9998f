import type { TurnEvent } from '../../call/report/event.ts'
import type { CallRecord } from '../../turn/call-record.ts'
import type { TurnEvents, TurnLog } from '../../turn/events/events.ts'
import type { Clock } from '../../util/clock.ts'
import type { EventSource } from '../../util/note-pages.ts'
import { NotedLog } from '../../util/noted-log.ts'
import type { RunEvent } from '../contract.ts'

type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'atMs'> : never

/** What happens in a run, with when, for all who iterate over it. */
export class RunEvents implements EventSource<RunEvent, CallRecord> {
  readonly #clock: Clock
  readonly #beganMs: number
  readonly #log = new NotedLog<RunEvent, CallRecord>()

  constructor(clock: Clock) {
    this.#clock = clock
    this.#beganMs = clock.now()
  }

  /** Milliseconds since the run began. */
  nowMs(): number {
    return this.#clock.now() - this.#beganMs
  }

  iterate(): AsyncIterator<RunEvent> {
    return this.#log.iterate()
  }

  tell(event: WithoutTime<RunEvent>): void {
    this.#log.note(this, event.type, this.nowMs(), undefined, event)
  }

  eventOf(_type: string, atMs: number, _about: undefined, event: object): RunEvent {
    return { ...event, atMs } as RunEvent
  }

  /** Takes the events of a turn that begins. */
  take(number: number): (events: TurnEvents) => TurnLog {
    return (events) => new EventsOfTurn(this.#log, events, number, events.beganMs - this.#beganMs)
  }

  fail(error: unknown): void {
    this.#log.fail(error)
  }

  end(): void {
    this.#log.end()
  }
}

/** What happens in one turn of a run. */
class EventsOfTurn implements TurnLog, EventSource<RunEvent, CallRecord> {
  readonly #log: NotedLog<RunEvent, CallRecord>
  readonly #events: TurnEvents
  readonly #turn: number
  /** When it began, in milliseconds since the run did. */
  readonly #sinceMs: number
  #hasCalls = false

  constructor(
    log: NotedLog<RunEvent, CallRecord>,
    events: TurnEvents,
    turn: number,
    sinceMs: number,
  ) {
    this.#log = log
    this.#events = events
    this.#turn = turn
    this.#sinceMs = sinceMs
  }

  note(
    _events: unknown,
    type: string,
    atMs: number,
    call?: CallRecord,
    what?: object,
    droppable?: boolean,
  ): void {
    if (type === 'call.received') this.#hasCalls = true
    // A message without calls makes a turn of which there is nothing to tell.
    if (this.#hasCalls) this.#log.note(this, type, atMs, call, what, droppable)
  }

  eventOf(type: string, atMs: number, call: CallRecord | undefined, what?: object): RunEvent {
    const event: TurnEvent = this.#events.eventOf(type, atMs, call, what)
    return { type: 'turn', turn: this.#turn, event, atMs: this.#sinceMs + atMs }
  }

  /** The run goes on. */
  end(): void {}
}
