import { repeatable } from '../../call/effects.ts'
import { anotherCall, joinsItself } from '../../call/errors/call-failure.ts'
import { inDoubt } from '../../call/errors/in-doubt.ts'
import { ChangedReady } from '../../call/known.ts'
import type { PastCall, StoredResult } from '../../journal/journal.ts'
import { canonicalJson } from '../../util/canonical-json.ts'
import type { Clock } from '../../util/clock.ts'
import type { TurnBatches } from '../batch/parent.ts'
import type { CallRecord } from '../call-record.ts'
import { blockerOf } from '../keys/in-the-way.ts'
import { allNeededBy, isInside } from '../keys/wait-graph.ts'
import { storedResult } from '../report/result.ts'
import { isForGood, isWithdrawn, lastingResult } from '../run/outcome.ts'
import type { CallOwners } from '../shared/call-owners.ts'
import { isSameCall } from '../shared/same-call.ts'
import type { Wait } from './wait.ts'

/**
 * A call waits for itself in another turn of its id that is under way in this process, as when a request was delivered
 * twice: it runs once, and both get its result.
 */
export class JoinWait implements Wait<CallRecord> {
  readonly reason = 'join'
  readonly #owners: CallOwners
  readonly #clock: Clock
  readonly #restore: (call: CallRecord, stored: StoredResult) => void
  readonly #batches: TurnBatches | undefined

  /**
   * @param restore gives a call the result that another had.
   * @param batches are told of each call that another turn runs.
   */
  constructor(
    owners: CallOwners,
    clock: Clock,
    restore: (call: CallRecord, stored: StoredResult) => void,
    batches?: TurnBatches,
  ) {
    this.#owners = owners
    this.#clock = clock
    this.#restore = restore
    this.#batches = batches
  }

  enter(call: CallRecord): boolean {
    const owner = this.#owners.of(call.key)
    if (owner === call) return true
    // A step of a plan that another turn runs ends with the plan, or runs if that comes back.
    if (owner === undefined) return !isInJoined(call) && this.#own(call)
    if (!isSameCall(call, owner)) {
      call.turn.mover.settle(call, anotherCall(call.call, owner.call.name))
      return false
    }
    if (owner.told) return this.#follow(call, owner)
    if (needs(owner, call)) {
      call.turn.mover.settle(call, joinsItself(call.call.name))
      return false
    }
    this.#owners.join(call, owner)
    call.turn.events.waiting(call, 'join', undefined, blockerOf({ call: owner }))
    this.#batches?.joined(call)
    return false
  }

  leave(call: CallRecord): void {
    this.#owners.leave(call)
    // It ended before it came here: what it came to is what others get.
    if (this.#owners.of(call.key) === undefined) this.#owners.own(call)
  }

  /** A call that has not started does not run here: it goes back to wait for who does. */
  standBack(call: CallRecord): void {
    const { turn, at, started, outcome } = call
    const wait = turn.waits[at]
    if (wait?.back === undefined || started > 0 || outcome !== undefined) return
    wait.back(call)
    call.at = turn.waits.indexOf(this)
    this.#owners.handOver(call)
    turn.mover.wake(call)
  }

  *blockers(call: CallRecord): Generator<CallRecord> {
    const owner = this.#owners.of(call.key)
    if (owner !== undefined && owner !== call) yield owner
  }

  *waiters(call: CallRecord): Generator<CallRecord> {
    yield* this.#owners.joinedTo(call)
  }

  #own(call: CallRecord): boolean {
    this.#owners.own(call)
    return true
  }

  /** Its owner has ended. If that was no end for good, the call is handled as after a crash. */
  #follow(call: CallRecord, owner: CallRecord): boolean {
    const { outcome, started, idempotencyKey } = owner
    const { tool, turn } = call
    const change = this.#changeOf(owner)
    // What the journal has is older than what the owner did, unless that ended before it knew what was there.
    if (owner.at > 0) call.past = owner.past
    if (change !== undefined) call.past = { ...call.past, ...change }
    const lasting = lastingResult(owner)
    if (lasting !== undefined) {
      this.#restore(call, storedResult(lasting))
      return false
    }
    if (outcome === undefined || isWithdrawn(outcome) || isForGood(outcome)) return this.#own(call)
    const start = { idempotencyKey, startedAtMs: this.#clock.epochMs() }
    if (started > 0) call.past = { ...start, ...change }
    const { past } = call
    if (started === 0 && past?.result !== undefined) {
      this.#own(call)
      call.journaled = true
      this.#restore(call, past.result)
      return false
    }
    const hasStarted = started > 0 || past?.startedAtMs !== undefined
    if (!hasStarted || tool === undefined || repeatable(tool)) return this.#own(call)
    // What is told of it from here on is kept.
    this.#own(call)
    turn.mover.settle(call, inDoubt(call.call.name, 'the turn that ran it was stopped'))
    return false
  }

  /** What its arguments were changed to stands for who takes it over, as after a crash. */
  #changeOf({ known }: CallRecord): Pick<PastCall, 'decision'> | undefined {
    if (!(known instanceof ChangedReady)) return undefined
    const changedInput = canonicalJson(known.changedInput)
    return { decision: { decision: 'allow', changedInput, atMs: this.#clock.epochMs() } }
  }
}

/** Whether it is a step of a plan that waits for another turn, which runs it. */
function isInJoined({ turn }: CallRecord): boolean {
  const plan = turn.batch?.call
  if (plan === undefined || plan.outcome !== undefined) return false
  return plan.turn.waits[plan.at]?.reason === 'join' || isInJoined(plan)
}

/** Whether a call cannot end before another, or before one around that. */
function needs(owner: CallRecord, call: CallRecord): boolean {
  for (const need of allNeededBy([owner])) if (need === call || isInside(call, need)) return true
  return isInside(call, owner)
}
