import type { Journal } from '../../journal/journal.ts'
import type { CallRecord } from '../call-record.ts'

const nobody: ReadonlySet<CallRecord> = new Set()

/** Who runs the calls of all turns of one id that are under way: a call that is in several of them runs once. */
export class CallOwners {
  /** By the call's key. */
  readonly #owners: Map<string, CallRecord> = new Map()
  /** By the call's key, which of its starts the journal was last told of. */
  readonly starts: Map<string, number> = new Map()
  readonly #joined: Map<CallRecord, Set<CallRecord>> = new Map()
  readonly #all: { joined: number }
  /** How many turns are under way. */
  turns = 0

  /** @param all of the turns of all ids, how many calls wait for others. */
  constructor(all: { joined: number }) {
    this.#all = all
  }

  of(key: string): CallRecord | undefined {
    return this.#owners.get(key)
  }

  /** Whether a call is run by another of its key. */
  isOfAnother(call: CallRecord): boolean {
    const owner = this.#owners.get(call.key)
    return owner !== undefined && owner !== call
  }

  own(call: CallRecord): void {
    this.#owners.set(call.key, call)
  }

  /** A call waits for its owner. Those who do are woken once everybody may know how that ended. */
  join(call: CallRecord, owner: CallRecord): void {
    const present = this.#joined.get(owner)
    if (present?.has(call)) return
    this.#all.joined += 1
    if (present !== undefined) {
      present.add(call)
      return
    }
    const joined = new Set([call])
    this.#joined.set(owner, joined)
    const before = owner.onTold
    owner.onTold = () => {
      before?.()
      this.#joined.delete(owner)
      this.#all.joined -= joined.size
      for (const one of joined) one.turn.mover.wake(one)
    }
  }

  leave(call: CallRecord): void {
    const owner = this.#owners.get(call.key)
    if (owner !== undefined && this.#joined.get(owner)?.delete(call)) this.#all.joined -= 1
  }

  /** A call is not run by this one: who waits for it looks anew. */
  handOver(owner: CallRecord): void {
    if (this.#owners.get(owner.key) !== owner) return
    this.#owners.delete(owner.key)
    const joined = [...this.joinedTo(owner)]
    this.#all.joined -= joined.length
    this.#joined.get(owner)?.clear()
    for (const one of joined) one.turn.mover.wake(one)
  }

  /** Those who wait for a call. */
  joinedTo(call: CallRecord): ReadonlySet<CallRecord> {
    return this.#joined.get(call) ?? nobody
  }

  /** Whether somebody waits for another, in whichever turns: circles go through several. */
  get hasJoined(): boolean {
    return this.#all.joined > 0
  }
}

/** By turn id. A turn that nobody ends is let go of with its owner. */
export class TurnOwners {
  static readonly #byJournal: WeakMap<Journal, TurnOwners> = new WeakMap()
  readonly #turns: Map<string, WeakRef<CallOwners>> = new Map()
  readonly #dropped = new FinalizationRegistry<string>((turnId) => {
    if (this.#turns.get(turnId)?.deref() === undefined) this.#turns.delete(turnId)
  })

  /** How many calls wait for others. */
  joined = 0

  /** Those of all engines of this process that write to a journal. */
  static of(journal: Journal): TurnOwners {
    let owners = this.#byJournal.get(journal)
    if (owners === undefined) this.#byJournal.set(journal, (owners = new TurnOwners()))
    return owners
  }

  /** Of how many turns it is known. */
  get size(): number {
    return this.#turns.size
  }

  of(turnId: string): CallOwners | undefined {
    return this.#turns.get(turnId)?.deref()
  }

  begin(turnId: string): CallOwners {
    let owners = this.of(turnId)
    if (owners === undefined) {
      owners = new CallOwners(this)
      this.#turns.set(turnId, new WeakRef(owners))
      this.#dropped.register(owners, turnId)
    }
    owners.turns += 1
    return owners
  }

  /** A turn has ended. What its calls came to is in the journal, if it is to be known any more. */
  end(turnId: string): void {
    const owners = this.of(turnId)
    if (owners === undefined) return
    owners.turns -= 1
    if (owners.turns === 0) this.#turns.delete(turnId)
  }
}
