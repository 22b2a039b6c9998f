import type { TurnEvent } from '../../call/report/event.ts'
import type { Clock } from '../../util/clock.ts'
import { EventLog } from '../../util/event-log.ts'
import type { RunEvent } from '../contract.ts'

type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'atMs'> : never

/** What happens in a run, with when, for all who iterate over it. */
export class RunEvents {
  readonly #clock: Clock
  readonly #beganMs: number
  readonly #log = new EventLog<RunEvent>()
  #lastTurnWithCalls = 0

  constructor(clock: Clock) {
    this.#clock = clock
    this.#beganMs = clock.now()
  }

  /** Milliseconds since the run began. */
  nowMs(): number {
    return this.#clock.now() - this.#beganMs
  }

  iterate(): AsyncIterator<RunEvent> {
    return this.#log[Symbol.asyncIterator]()
  }

  tell(event: WithoutTime<RunEvent>, droppable = false): void {
    this.#log.push({ ...event, atMs: this.nowMs() } as RunEvent, { droppable })
  }

  /** A message without calls makes a turn of which there is nothing to tell. */
  tellOfTurn(turn: number, event: TurnEvent): void {
    if (event.type === 'call.received') this.#lastTurnWithCalls = turn
    if (this.#lastTurnWithCalls !== turn) return
    this.tell({ type: 'turn', turn, event }, event.type === 'call.progress')
  }

  fail(error: unknown): void {
    this.#log.fail(error)
  }

  end(): void {
    this.#log.end()
  }
}
