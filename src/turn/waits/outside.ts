import { threw } from '../../call/errors/call-failure.ts'
import { ToolError } from '../../call/errors/error.ts'
import { comesFromOutside, notInPlan } from '../../call/errors/from-outside.ts'
import type { CallRecord } from '../call-record.ts'
import type { GivenResults } from '../shared/given-results.ts'
import { Ok, type Wait } from './wait.ts'

/**
 * A call of a tool without `execute` ends here: with the result that was given for it, or as one that waits. Nothing is kept
 * of that end, so that a turn of this id takes the call up once its result has come.
 */
export class OutsideWait implements Wait<CallRecord> {
  readonly reason = 'outside'
  readonly #given: GivenResults | undefined

  constructor(given: GivenResults | undefined) {
    this.#given = given
  }

  enter(call: CallRecord): boolean {
    const { ready, body, turn } = call
    if (ready?.tool.runsIn !== 'outside' || body !== undefined) return true
    const { name } = call.call
    const given = this.#given?.take(call.key)
    if (turn.batch !== undefined) turn.mover.settle(call, notInPlan(name))
    else if (given === undefined) {
      turn.events.waiting(call, 'outside')
      // Who was told of it may have cancelled it.
      if (call.outcome === undefined) turn.mover.settle(call, comesFromOutside(name))
    } else {
      // It is kept like the result of a call that may have changed something: nobody can make it again.
      call.journaled = true
      const { output, error } = given
      turn.mover.settle(
        call,
        error === undefined ? new Ok(output) : threw(name, new ToolError(error)),
      )
    }
    return false
  }
}
