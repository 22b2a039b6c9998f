import { touches } from '../../call/effects.ts'
import { heldInPart, wouldDeadlock } from '../../call/errors/call-failure.ts'
import { comesAfterOpen } from '../../call/errors/in-doubt.ts'
import type { TurnBatches } from '../batch/parent.ts'
import type { CallRecord } from '../call-record.ts'
import { deadlockedKey } from '../keys/deadlock.ts'
import type { EngineKeys } from '../keys/engine-keys.ts'
import type { EngineLeases } from '../keys/engine-leases.ts'
import { keysOf } from '../keys/family.ts'
import { blockerOf, conflictDetail } from '../keys/in-the-way.ts'
import { allWaitingFor } from '../keys/wait-graph.ts'
import type { TurnOrder } from '../keys/turn-order.ts'
import { mayRunYet } from '../run/outcome.ts'
import type { CallOwners } from '../shared/call-owners.ts'
import type { Outcome, Wait } from './wait.ts'

/** A call waits for those that touch the same keys: first of its own turn, then of its engine, then of other engines. */
export class ConflictWait implements Wait<CallRecord> {
  readonly reason = 'conflict'
  readonly #order: TurnOrder
  /** The lines that all turns of an engine have in common. */
  readonly #keys: EngineKeys
  readonly #leases: EngineLeases | undefined
  readonly #batches: TurnBatches | undefined
  readonly #owners: CallOwners | undefined

  constructor(
    order: TurnOrder,
    keys: EngineKeys,
    leases: EngineLeases | undefined,
    batches: TurnBatches | undefined,
    owners: CallOwners | undefined,
  ) {
    this.#order = order
    this.#keys = keys
    this.#leases = leases
    this.#batches = batches
    this.#owners = owners
  }

  enter(call: CallRecord): boolean {
    if (!this.#order.isOrdered(call)) return true
    if (call.place?.granted !== true) {
      this.#waitInTurn(call)
      return false
    }
    const open = this.#order.openBefore(call)
    if (open !== undefined && mayRunYet(open.outcome)) {
      const { stopCause, outcome } = open
      if (stopCause?.resumable) call.turn.mover.stop(call, stopCause)
      else call.turn.mover.settle(call, comesAfterOpen(call.call.name, open.call, outcome))
      return false
    }
    // Such a call only stands for others, which take their own keys.
    if (this.#batches?.isBatch(call) === true || !touches(keysOf(call))) return true
    return this.#holdsKeys(call) && this.#holdsLease(call)
  }

  leave(call: CallRecord, outcome: Outcome): void {
    this.#keys.release(call)
    this.#order.release(call, mayRunYet(outcome))
    if (call.claims !== undefined) this.#lookAnew(call)
  }

  back(call: CallRecord): void {
    this.#keys.release(call)
    this.#leases?.release(call)
  }

  *blockers(call: CallRecord): Generator<CallRecord> {
    yield* this.#order.blockers(call)
    yield* this.#keys.blockers(call)
    if (this.#leases !== undefined) yield* this.#leases.blockers(call)
  }

  *waiters(call: CallRecord, firm: boolean): Generator<CallRecord> {
    yield* this.#order.waiters(call)
    yield* this.#keys.waiters(call, firm)
    if (this.#leases !== undefined) yield* this.#leases.waiters(call)
  }

  #waitInTurn(call: CallRecord): void {
    const { events } = call.turn
    const first = this.#order.inTheWay(call)
    // An earlier call is still being checked, and may turn out to conflict.
    if (call.place === undefined)
      events.waiting(call, 'check', undefined, first && blockerOf(first))
    else if (first !== undefined)
      events.waiting(call, 'conflict', conflictDetail(first), blockerOf(first))
  }

  #holdsKeys(call: CallRecord): boolean {
    // It claims them anew, for a call around it has ended: what it has asked other engines for was for less.
    if (call.claims === undefined) this.#leases?.release(call)
    if (this.#keys.hold(call)) return true
    // Only a call inside others can wait for itself, or one that somebody inside others has joined.
    const mayCircle = call.turn.parent !== undefined || this.#owners?.hasJoined === true
    const deadlocked = mayCircle ? deadlockedKey(call) : undefined
    if (deadlocked !== undefined) {
      call.turn.mover.settle(call, wouldDeadlock(call.call.name, deadlocked))
      return false
    }
    const first = this.#keys.inTheWay(call)
    if (first === undefined) return true
    const detail = `${first.key} (${first.call.call.name} of another turn)`
    call.turn.events.waiting(call, 'conflict', detail, blockerOf(first))
    return false
  }

  /** What is kept for calls inside a settled one may close a circle, of which those who wait for it, through whatever, look anew. */
  #lookAnew(settled: CallRecord): void {
    for (const waiter of allWaitingFor(settled, false).keys())
      if (waiter.result === undefined && waiter.turn.parent) waiter.turn.mover.wake(waiter)
  }

  #holdsLease(call: CallRecord): boolean {
    const leases = this.#leases
    if (leases === undefined || call.lease !== undefined) return true
    // Among engines a lease keeps off even those inside the call that holds it: what goes beyond it is never had.
    for (const { call: outer, key } of call.turn.parent ? this.#keys.beyondOuter(call) : [])
      if (outer.attempts?.isUnderWay === true) {
        call.turn.mover.settle(call, heldInPart(call.call.name, key))
        return false
      }
    if (leases.hold(call)) return true
    call.turn.events.waiting(call, 'conflict', `keys shared by ${leases.name}`)
    return false
  }
}
