import type { Waiter } from '../../limit/lane.ts'
import type { Limiter } from '../../limit/limiter.ts'
import { countCrossing } from '../keys/other-engines.ts'
import type { CallRecord, EnclosingAttempt } from '../call-record.ts'

/** What inner calls ask of the attempt around them. */
export interface OuterAttempt extends EnclosingAttempt, Omit<Waiter, 'servedAt'> {
  readonly limiter: Limiter
  /** All that it does is wait, or that is over. */
  stand(isStanding: boolean): void
  /** Calls inside it are under way, or none is any more. */
  waitInside(isWaiting: boolean): void
}

/**
 * The unfinished calls of the turns inside an attempt, of whichever engines, and what they mean for it. While there are
 * any it holds no slot, for they take their own, and need tell no progress. While all of them wait its time-out stands. Before the last of them is
 * told it has a slot again.
 */
export class InnerCalls {
  readonly calls: Set<CallRecord> = new Set()
  readonly #outer: OuterAttempt
  #atWork = 0
  #isInFlight = true
  /** A result that is told once there is a slot for the attempt again. */
  #comeback: { readonly tell: () => void; readonly leaveLine: () => void } | undefined

  constructor(outer: OuterAttempt) {
    this.#outer = outer
  }

  /** It holds a slot, and counts as in flight. */
  get isInFlight(): boolean {
    return this.#isInFlight
  }

  /** All that the attempt does is wait, as far as is known. */
  get isStanding(): boolean {
    return this.calls.size > 0 && this.#atWork === 0
  }

  /** A call may start as far as its message goes: the attempt waits for it from now on. */
  open(call: CallRecord): void {
    if (this.calls.has(call)) return
    const stood = this.isStanding
    this.calls.add(call)
    countCrossing(call, this.#outer.call, 1)
    if (this.calls.size === 1) {
      this.#outer.waitInside(true)
      this.#giveUpSlot(call.turn.mover)
    }
    // There is more to wait for, so that nothing has to be kept back.
    this.release()
    this.#changed(stood)
  }

  /** A call has begun to work, or has stopped to. */
  work(by: 1 | -1): void {
    const stood = this.isStanding
    this.#atWork += by
    this.#changed(stood)
  }

  /** Tells a call's result, once the attempt can go on with it. */
  tell(call: CallRecord, tell: () => void): void {
    const outer = this.#outer
    const finish = (hasSlot: boolean): void => {
      this.#comeback = undefined
      this.#close(call, hasSlot)
      tell()
    }
    if (this.calls.size > 1 || !outer.isUnderWay || outer.stopCause !== undefined) {
      finish(false)
      return
    }
    let isBack = false
    const leaveLine = outer.limiter.comeBack(outer, () => {
      isBack = true
      finish(true)
      outer.call.turn.mover.flushSoon()
    })
    if (!isBack) this.#comeback = { tell: () => finish(false), leaveLine }
  }

  /** Tells what was kept back: the attempt has ended, is to end, or has more to wait for, or the turn inside is to end. */
  release(): void {
    const comeback = this.#comeback
    comeback?.leaveLine()
    comeback?.tell()
  }

  /** What was stopped, or is not to wait for a slot, goes on without one. */
  #close(call: CallRecord, hasSlot: boolean): void {
    const outer = this.#outer
    const stood = this.isStanding
    this.calls.delete(call)
    countCrossing(call, outer.call, -1)
    if (outer.isUnderWay)
      if (hasSlot) this.#countInFlight(1)
      else if (this.calls.size === 0) outer.limiter.goOnWithout(outer)
    this.#changed(stood)
    if (this.calls.size === 0) outer.waitInside(false)
  }

  /** `mover`: that of the call inside. */
  #giveUpSlot(mover: CallRecord['turn']['mover']): void {
    const { limiter, call, isUnderWay } = this.#outer
    limiter.waitInside(this.#outer)
    if (isUnderWay && this.#isInFlight) this.#countInFlight(-1)
    // What it can lend now, somebody in its own engine may be waiting for.
    if (mover !== call.turn.mover) call.turn.mover.flushSoon()
  }

  #countInFlight(by: 1 | -1): void {
    this.#isInFlight = by === 1
    this.#outer.call.turn.calls.inFlight(by)
  }

  #changed(stood: boolean): void {
    if (this.isStanding !== stood) this.#outer.stand(!stood)
  }
}
