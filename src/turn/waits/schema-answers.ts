import type { CheckedCall } from '../../call/check-call.ts'
import { wrongInput } from '../../call/errors/call-failure.ts'
import type { Clock, TimerHandle } from '../../util/clock.ts'
import type { CallRecord } from '../call-record.ts'

/**
 * A schema may take its time to answer, though not more than an attempt may. The call is woken then, and takes the answer
 * where it waits for it: in its turn's own context, and behind the barrier of all waits.
 */
export class SchemaAnswers {
  readonly #clock: Clock
  readonly #timeoutMs: number
  /** Of those whose schema has not answered. */
  #timers: Map<CallRecord, TimerHandle | undefined> | undefined
  #late: Map<CallRecord, CheckedCall> | undefined

  /** @param options `timeoutMs`: how long a schema may take to answer, in milliseconds. */
  constructor({ clock, timeoutMs }: { readonly clock: Clock; readonly timeoutMs: number }) {
    this.#clock = clock
    this.#timeoutMs = timeoutMs
  }

  /** What the check of a call answers, which is begun once; undefined if it has not answered yet. */
  of(
    call: CallRecord,
    check: (call: CallRecord) => CheckedCall | Promise<CheckedCall>,
  ): CheckedCall | undefined {
    if (this.#timers?.has(call)) return this.#late?.get(call)
    const checked = check(call)
    if (!(checked instanceof Promise)) return checked
    // The schema has called it off: it has left all its waits.
    if (call.outcome !== undefined) return undefined
    this.#await(call, checked)
    return undefined
  }

  /** The call waits for no answer any more. */
  forget(call: CallRecord): void {
    this.#clearTimer(call)
    this.#timers?.delete(call)
    this.#late?.delete(call)
  }

  #await(call: CallRecord, checked: Promise<CheckedCall>): void {
    const finish = (value: CheckedCall): void => {
      if (!this.#timers?.has(call) || this.#late?.has(call)) return
      this.#clearTimer(call)
      this.#late ??= new Map()
      this.#late.set(call, value)
      call.turn.mover.wake(call)
      call.turn.mover.flush()
    }
    const ms = this.#timeoutMs
    const late = wrongInput(call.call.name, [`The schema did not answer in ${ms} ms.`])
    const timer = ms < Infinity ? this.#clock.setTimer(finish, ms, { failure: late }) : undefined
    this.#timers ??= new Map()
    this.#timers.set(call, timer)
    call.turn.events.waiting(call, 'check')
    void checked.then(finish)
  }

  #clearTimer(call: CallRecord): void {
    const timer = this.#timers?.get(call)
    if (timer !== undefined) this.#clock.clearTimer(timer)
  }
}
