import type { Journal, StoredResult } from '../../journal/journal.ts'
import type { CallRecord } from '../call-record.ts'
import { storedResult } from '../report/result.ts'
import { TurnOwners } from '../shared/call-owners.ts'
import { isSameCall } from '../shared/same-call.ts'
import type { Outcome } from '../waits/wait.ts'
import { isForGood, lastingResult, mayHaveStarted, unlessBefore } from './outcome.ts'

/** By which a failure says of another call of the same id what is known of it. */
const saysOfAnother: ReadonlySet<string> = new Set(['journal_mismatch', 'deadlock'])

/** What the turns of one id that are under way know of each other's calls: each call is run by one of them. */
export class OtherTurns {
  readonly owners: TurnOwners
  /** Who ran those that were given another's result, also when their turns have ended. */
  readonly #ranBy = new WeakMap<CallRecord, CallRecord>()

  constructor(journal: Journal) {
    this.owners = TurnOwners.of(journal)
  }

  /** Who runs a call: itself, unless another turn of its id was first. */
  ownerOf(call: CallRecord): CallRecord {
    return this.#ranBy.get(call) ?? this.owners.of(call.turn.id)?.of(call.key) ?? call
  }

  /** A call has the result that it had in another turn, if it is another's. Returns whether it is. */
  joined(call: CallRecord): boolean {
    const owner = this.ownerOf(call)
    if (owner !== call) this.#ranBy.set(call, owner)
    return owner !== call
  }

  isOfAnother(call: CallRecord): boolean {
    return this.ownerOf(call) !== call
  }

  /** A call ends for good that another turn of its id has left to the next: this is its end everywhere. */
  takeOver(call: CallRecord): void {
    const owner = this.ownerOf(call)
    if (owner !== call && owner.outcome !== undefined && !isForGood(owner.outcome))
      this.owners.of(call.turn.id)?.own(call)
  }

  /** What was told of a call in another turn, if that is its end everywhere: whatever becomes of the call here, it stays. */
  toldOf(call: CallRecord, outcome: Outcome): StoredResult | undefined {
    if (!saysOfItself(call, outcome)) return undefined
    const owner = this.ownerOf(call)
    if (owner === call || !owner.told) return undefined
    const lasting = isSameCall(call, owner) ? lastingResult(owner) : undefined
    return lasting && storedResult(lasting)
  }

  /** What may be said of a call: one that did not start here may have run before, or in another turn. */
  asFarAsKnown(call: CallRecord, outcome: Outcome): Outcome {
    if (outcome.status === 'ok' || outcome.status === 'unknown') return outcome
    const owner = this.ownerOf(call)
    const isOther = owner !== call
    if (isOther ? !saysOfItself(call, outcome) : call.started > 0) return outcome
    if (isOther && (mayHaveStarted(owner) || isEnding(owner)))
      return unlessBefore(call, outcome, 'elsewhere', owner.tool)
    // What the journal has is older than what another did that knew it.
    const isLast = !isOther || owner.at === 0
    return isLast && mayHaveStarted(call) ? unlessBefore(call, outcome, 'started') : outcome
  }
}

/** How it ends everywhere is not known yet: until it is told, not even whether that is kept. */
function isEnding({ outcome, told }: CallRecord): boolean {
  return outcome === undefined || (!told && isForGood(outcome))
}

/** It has not run here, and its end is its own. */
function saysOfItself({ started }: CallRecord, outcome: Outcome): boolean {
  return started === 0 && outcome.status !== 'ok' && !saysOfAnother.has(outcome.error.code)
}
