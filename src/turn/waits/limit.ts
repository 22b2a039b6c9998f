import type { CallFailure } from '../../call/errors/call-failure.ts'
import type { Ready } from '../../call/known.ts'
import type { AnyTool } from '../../call/tool.ts'
import type { TurnBatches } from '../batch/parent.ts'
import type { AttemptsOfCall, CallRecord } from '../call-record.ts'
import type { Wait } from './wait.ts'

/** Where calls get their attempts. */
export interface AttemptMaker {
  /** Why calls of a tool are not to wait, if they are not. */
  refusal(tool: AnyTool): CallFailure | undefined
  of(call: CallRecord, ready: Ready): AttemptsOfCall
}

/** A call waits for a slot and for the limits that its tool names; then it runs. Nobody passes: it ends, or comes back. */
export class LimitWait implements Wait<CallRecord> {
  readonly reason = 'limit'
  readonly #attempts: AttemptMaker
  readonly #batches: TurnBatches | undefined

  constructor(attempts: AttemptMaker, batches?: TurnBatches) {
    this.#attempts = attempts
    this.#batches = batches
  }

  enter(call: CallRecord): boolean {
    const { ready, attempts } = call
    if (ready === undefined || attempts?.isBusy === true) return false
    call.attempts ??=
      this.#batches?.isBatch(call) === true
        ? this.#batches.of(call)
        : this.#attempts.of(call, ready)
    const refusal = this.#attempts.refusal(ready.tool)
    if (refusal === undefined) call.attempts.enqueue()
    else call.attempts.giveUp(refusal)
    return false
  }

  leave(call: CallRecord): void {
    call.attempts?.drop()
  }
}
