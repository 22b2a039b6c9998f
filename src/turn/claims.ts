import type { Effects } from '../call/effects.ts'
import type { Share } from '../limit/share.ts'
import { covers } from '../keys/key.ts'
import { KeyTable, type Claim } from '../keys/key-table.ts'
import type { Entry, Inside } from './entry.ts'

type Keys = Pick<Effects, 'reads' | 'writes'>

/** A claim, and where. */
export interface HeldClaim {
  readonly table: KeyTable<Entry>
  readonly claim: Claim<Entry>
}

/**
 * Who holds which keys, over all turns of an engine.
 *
 * A call of a turn that runs inside another call inherits that call's keys: what the outer call holds is out of
 * everyone else's reach, so the inner calls only keep order among themselves, in a table of the outer call's own. What
 * it does not hold is claimed like anybody's. Claims of one call are taken in one step, in all tables at once.
 */
export class Claims {
  readonly #table: KeyTable<Entry>
  readonly #onGrant: (entry: Entry) => void
  readonly #waitingInside = new Set<Entry>()

  constructor(onGrant: (entry: Entry) => void) {
    this.#table = new KeyTable(onGrant)
    this.#onGrant = onGrant
  }

  /** Claims the keys of a call, the first time, and says whether it holds them all. */
  hold(entry: Entry): boolean {
    entry.claims ??= this.#claim(entry)
    const granted = entry.claims.every(({ claim }) => claim.granted)
    if (granted) this.#waitingInside.delete(entry)
    return granted
  }

  /**
   * Gives back what a settled call holds; not yet if calls inside it are at work on it. Those that still wait claim
   * anew, like anybody.
   *
   * @returns whether it holds nothing any more.
   */
  release(entry: Entry): boolean {
    for (const inner of entry.inside?.touching ?? []) if (inner.stage !== 'received') return false
    this.#drop(entry)
    for (const inner of entry.inside?.touching ?? []) {
      this.#drop(inner)
      this.#onGrant(inner)
    }
    return true
  }

  #drop(entry: Entry): void {
    this.#waitingInside.delete(entry)
    if (entry.claims === undefined) return
    for (const { table, claim } of entry.claims) table.release(claim)
    entry.claims = undefined
    for (let outer = entry.turn.parent; outer !== undefined; outer = outer.turn.parent) {
      outer.inside?.waiting.delete(entry)
      outer.inside?.touching.delete(entry)
    }
  }

  /** Notes that a call waits for another of its turn, which may have to run on what the call around them lends. */
  watch(entry: Entry): void {
    if (entry.turn.parent !== undefined) this.#waitingInside.add(entry)
  }

  /** What keeps a call waiting, for people. */
  blocker(entry: Entry): string | undefined {
    for (const { owner, key } of blockersOf(entry))
      return `${key} (${owner.call.name} of another turn)`
    return undefined
  }

  /**
   * The key for which a call inside others would wait for ever: somebody holds it who waits, perhaps through others,
   * for one of the calls that this one runs inside. Only a call that touches what its outer call did not declare can
   * get there.
   */
  deadlock(entry: Entry): string | undefined {
    const outer = new Set([entry])
    for (let one = entry.turn.parent; one !== undefined; one = one.turn.parent) {
      if (one.stage !== 'settled') outer.add(one)
      insideOf(one).waiting.add(entry)
    }
    for (const { owner, key } of blockersOf(entry))
      for (const other of waitedFor(owner)) if (outer.has(other)) return key
    this.#waitingInside.add(entry)
    return undefined
  }

  get mayHaveGuests(): boolean {
    return this.#waitingInside.size > 0
  }

  /**
   * The calls in line for a slot that calls inside others wait for, with the turn that waits. A slot may never come
   * free for them but that of the call around it, so they are to run on that.
   */
  *guests(): Generator<[Entry, Share]> {
    for (const entry of this.#waitingInside)
      for (const other of waitedFor(entry))
        if (other.stage === 'queued') yield [other, entry.turn.share]
  }

  /** The keys of a call that no call around it holds for it. */
  own(entry: Entry): Keys {
    let rest: Keys = entry.effects as Effects
    for (let outer = entry.turn.parent; outer !== undefined; outer = outer.turn.parent)
      if (outer.claims !== undefined) rest = split(rest, outer.effects as Effects).others
    return rest
  }

  #claim(entry: Entry): readonly HeldClaim[] {
    const claims: HeldClaim[] = []
    let rest: Keys = entry.effects as Effects
    for (let outer = entry.turn.parent; outer !== undefined; outer = outer.turn.parent) {
      if (outer.claims === undefined) continue
      const { inherited, others } = split(rest, outer.effects as Effects)
      if (isSome(inherited)) {
        const inside = insideOf(outer)
        const table = (inside.keys ??= new KeyTable(this.#onGrant))
        claims.push({ table, claim: table.claim(entry, inherited) })
        inside.touching.add(entry)
      }
      rest = others
    }
    if (isSome(rest)) claims.push({ table: this.#table, claim: this.#table.claim(entry, rest) })
    return claims
  }
}

function insideOf(entry: Entry): Inside {
  return (entry.inside ??= { keys: undefined, touching: new Set(), waiting: new Set() })
}

/** Which of a call's keys lie within what an outer call holds, with the right to do what it does there. */
function split(keys: Keys, held: Keys): { inherited: Keys; others: Keys } {
  const writable = (key: string): boolean => held.writes.some((one) => covers(one, key))
  const readable = (key: string): boolean =>
    writable(key) || held.reads.some((one) => covers(one, key))
  return {
    inherited: { reads: keys.reads.filter(readable), writes: keys.writes.filter(writable) },
    others: {
      reads: keys.reads.filter((key) => !readable(key)),
      writes: keys.writes.filter((key) => !writable(key)),
    },
  }
}

function isSome({ reads, writes }: Keys): boolean {
  return reads.length > 0 || writes.length > 0
}

function* blockersOf(entry: Entry): Generator<{ owner: Entry; key: string }> {
  const { turn, turnClaim } = entry
  if (turnClaim !== undefined && !turnClaim.granted) yield* turn.admission.blockers(turnClaim)
  for (const { table, claim } of entry.claims ?? [])
    if (!claim.granted) yield* table.blockers(claim)
}

/**
 * A call and all that it waits for: by its own claims, by those of calls that run inside it, or, if it has ended and
 * keeps its keys for them, for the calls that touch these.
 */
function waitedFor(first: Entry): ReadonlySet<Entry> {
  const seen = new Set([first])
  for (const entry of seen) {
    for (const { owner } of blockersOf(entry)) seen.add(owner)
    for (const inner of entry.inside?.waiting ?? [])
      for (const { owner } of blockersOf(inner)) seen.add(owner)
    if (entry.stage === 'settled')
      for (const inner of entry.inside?.touching ?? [])
        if (inner.stage !== 'received') seen.add(inner)
  }
  return seen
}
