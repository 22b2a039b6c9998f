import { notJournaled, type CallFailure } from '../../call/errors/call-failure.ts'
import { inDoubt } from '../../call/errors/in-doubt.ts'
import { isConflict } from '../../journal/fault.ts'
import type { CallRecord } from '../call-record.ts'
import type { TurnOwners } from './call-owners.ts'

/** How often each call has started, as the journal has it: a new start says which one it is. */
export class CallStarts {
  readonly #owners: TurnOwners
  /** Those that were started here, in this turn. */
  readonly #starts: WeakMap<CallRecord, number> = new WeakMap()

  constructor(owners: TurnOwners) {
    this.#owners = owners
  }

  /** Whether the journal was told of the start of a call's attempts. */
  has(call: CallRecord): boolean {
    return this.#starts.has(call)
  }

  /** By itself, when its turn was there before, or in another turn of its id. */
  of(call: CallRecord): number {
    const { turn, key, past } = call
    // A journal that does not count them has one at most.
    const before = past?.starts ?? (past?.startedAtMs === undefined ? 0 : 1)
    const here = this.#owners.of(turn.id)?.starts.get(key) ?? 0
    return this.#starts.get(call) ?? Math.max(before, here)
  }

  /** A start is on its way into the journal. If somebody else has the call, it is not that of those who take it up either. */
  note(call: CallRecord, kept: Promise<void>): void {
    const before = this.of(call)
    this.#set(call, before + 1)
    kept.catch((fault: unknown) => {
      if (!isConflict(fault)) return
      this.#set(call, before)
      call.journaled = false
    })
  }

  #set(call: CallRecord, start: number): void {
    this.#starts.set(call, start)
    this.#owners.of(call.turn.id)?.starts.set(call.key, start)
  }
}

/** How a call is answered whose start was not kept. What becomes of one that another has is not known here, nor written. */
export function startFailure(name: string, fault: unknown): CallFailure {
  if (!isConflict(fault)) return notJournaled(name, fault)
  return { ...inDoubt(name, 'it was to start here: somebody else has it'), resumable: true }
}
