import type { CallRecord } from '../call-record.ts'
import { blockerOf, conflictDetail, type InTheWay } from '../keys/in-the-way.ts'
import { openInside } from '../run/nesting.ts'
import type { Wait } from '../waits/wait.ts'

/** What the end of the message is to the steps of a plan: the plan runs, or else nothing is in a reading step's way. */
export interface StepCommitOptions {
  /** Whether a step may start before the plan does. If not, it is woken. */
  clears(step: CallRecord): boolean
  /** Who stands in its way. */
  inTheWay(step: CallRecord): InTheWay | undefined
  changesNothing(step: CallRecord): boolean
}

/** A step waits for its plan to run; one that changes nothing only for earlier calls of the turn that it conflicts with. */
export class StepCommitWait implements Wait<CallRecord> {
  readonly reason = 'commit'
  readonly #options: StepCommitOptions

  constructor(options: StepCommitOptions) {
    this.#options = options
  }

  enter(step: CallRecord): boolean {
    const { turn } = step
    if (turn.committed) return this.#pass(step)
    if (!this.#options.changesNothing(step)) {
      turn.events.waiting(step, 'commit')
      return false
    }
    if (this.#options.clears(step)) return this.#pass(step)
    const first = this.#options.inTheWay(step)
    turn.events.waiting(step, 'conflict', first && conflictDetail(first), first && blockerOf(first))
    return false
  }

  #pass(step: CallRecord): boolean {
    openInside(step)
    return true
  }
}
