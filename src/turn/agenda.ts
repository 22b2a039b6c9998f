import type { CallRecord } from './call-record.ts'

/** The calls that may be able to move. Each is moved in its own turn's context: its tools' functions are called. */
export class Agenda {
  readonly #move: (call: CallRecord) => void
  #calls: CallRecord[] = []
  /** The list before, empty, to be filled again. */
  #spare: CallRecord[] = []

  constructor(move: (call: CallRecord) => void) {
    this.#move = move
  }

  get isEmpty(): boolean {
    return this.#calls.length === 0
  }

  add(call: CallRecord): void {
    this.#calls.push(call)
  }

  /** Moves the calls that are on it now; those that come meanwhile are for the next time. */
  moveAll(): void {
    const calls = this.#calls
    // To empty a list that is empty costs as much as to move a call.
    if (calls.length === 0) return
    this.#calls = this.#spare
    for (let at = 0; at < calls.length;)
      at = (calls[at] as CallRecord).turn.scope.run(this.#moveFrom, calls, at)
    calls.length = 0
    this.#spare = calls
  }

  /** Entering a context costs as much as moving a call: those of one turn that come one after the other share that. */
  readonly #moveFrom = (calls: readonly CallRecord[], from: number): number => {
    const turn = calls[from]?.turn
    let at = from
    for (let call = calls[at]; call !== undefined && call.turn === turn; call = calls[at]) {
      this.#move(call)
      at += 1
    }
    return at
  }
}
