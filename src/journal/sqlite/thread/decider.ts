import type { Batch, CallRow, RefusedRow, Row } from '../messages.ts'
import type { DecidedValues, Inbox } from './inbox.ts'
import { isWaiting, type Reader } from './reader.ts'

/** Leaves decisions to the engine, which may be at work, or come later. */
export class Decider {
  readonly #reader: Reader
  readonly #inbox: Inbox

  constructor(reader: Reader, inbox: Inbox) {
    this.#reader = reader
    this.#inbox = inbox
  }

  /** Returns those that contradict what is kept. */
  write(batches: readonly Batch[]): RefusedRow[] {
    return batches
      .flatMap(({ rows }) => rows)
      .flatMap((row, at) => {
        const why = this.#decide(row)
        return why === undefined ? [] : [{ at, ...why }]
      })
  }

  #decide({ values, fault }: Row): Omit<RefusedRow, 'at'> | undefined {
    if (fault !== undefined) return { fault }
    const decided = values as DecidedValues
    const before = this.#reader.call(decided)
    if (before === undefined || !isWaiting(before)) return { call: before }
    if (this.#inbox.leave(decided) !== undefined) return { call: this.#reader.call(decided) }
    // The engine may have taken another one, or have ended the call, just before.
    const after = this.#reader.call(decided)
    return after === undefined || isDecidedSo(after, decided) ? undefined : { call: after }
  }
}

function isDecidedSo(call: CallRow, decided: DecidedValues): boolean {
  const [, , decision, reason, atMs, changed = null] = decided
  const isSo = call.decision === decision && call.reason === reason && call.decided === atMs
  return isSo && call.changed === changed
}
