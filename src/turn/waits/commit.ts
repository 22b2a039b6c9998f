import { startsEarly } from '../../call/effects.ts'
import type { TurnBatches } from '../batch/parent.ts'
import type { CallRecord } from '../call-record.ts'
import { openInside } from '../run/nesting.ts'
import type { Wait } from './wait.ts'

/** A call waits for its message to be complete, unless it changes nothing: then it starts early. */
export class CommitWait implements Wait<CallRecord> {
  readonly reason = 'commit'
  readonly #batches: TurnBatches | undefined

  /** @param batches are told of each call that waits, as often as something about it has changed. */
  constructor(batches?: TurnBatches) {
    this.#batches = batches
  }

  enter(call: CallRecord): boolean {
    const { tool, turn } = call
    if (turn.committed || (tool !== undefined && startsEarly(tool))) {
      openInside(call)
      return true
    }
    turn.events.waiting(call, 'commit')
    // Who was told of it may have cancelled it.
    if (call.outcome === undefined) this.#batches?.onWait(call)
    return false
  }
}
