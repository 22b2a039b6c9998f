import type { TurnEvent } from '../../call/report/event.ts'
import type { TracedEvent } from './line.ts'
import { tracedTurnEvent } from './traced.ts'

/** Puts the turns of an engine on one axis of time, numbered from 1 as they begin. */
export class TurnNumbers {
  readonly #turns = new Map<string, { readonly turn: number; readonly beganMs: number }>()
  #last = 0

  /** @param nowMs milliseconds since the trace began, for events are told as they happen. */
  place(event: TurnEvent, nowMs: number): TracedEvent {
    const { turnId, type } = event
    let known = this.#turns.get(turnId)
    if (known === undefined) {
      known = { turn: ++this.#last, beganMs: Math.max(0, nowMs - event.atMs) }
      this.#turns.set(turnId, known)
    }
    // Nothing more comes of it, and an engine may live for months.
    if (type === 'turn.settled') this.#turns.delete(turnId)
    const { turn, beganMs } = known
    return { type: 'turn', turn, event: tracedTurnEvent(event), atMs: beganMs + event.atMs }
  }
}
