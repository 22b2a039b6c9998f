import { touches } from '../../call/effects.ts'
import { KeySet } from '../../keys/key-set.ts'
import { KeyTable, type Claim } from '../../keys/key-table.ts'
import { arrayWith } from '../../util/without-literal.ts'
import type { CallRecord, KeyLine } from '../call-record.ts'
import { keysOf, meetingKey, split, type Family, type Keys } from './family.ts'
import type { InTheWay } from './in-the-way.ts'
import { isInside } from './wait-graph.ts'

/**
 * Who holds which keys, over all turns of an engine; engines that share keys have these in common.
 *
 * A call of a turn that runs inside another call inherits that call's keys: what the outer call holds is out of
 * everyone else's reach, so the inner calls only keep order among themselves, in a table of the outer call's own. What
 * it does not hold is claimed like anybody's. Claims of one call are taken in one step, in all tables at once.
 */
export class EngineKeys implements KeyLine {
  readonly #table: KeyTable<CallRecord> = this.#makeTable()
  /** Those that hold not all of their keys yet, as they came. */
  readonly #waiting: Set<CallRecord> = new Set()
  readonly #families: Map<CallRecord, Family> = new Map()
  /** Those to look at when a call gives up its keys. */
  readonly #watchers: Map<CallRecord, Set<CallRecord>> = new Map()

  /** Those that hold their keys here, and stand in line for them among other engines. */
  readonly leasing: Set<CallRecord> = new Set()

  /** How many engines have them in common. */
  engines = 0

  /** How many claims are held or waited for. */
  get size(): number {
    let size = this.#table.size
    for (const { table } of this.#families.values()) size += table?.size ?? 0
    return size
  }

  /** Of how many calls it is known who is inside, or who is to be looked at after them. */
  get noted(): number {
    return this.#families.size + this.#watchers.size
  }

  /** How many calls hold not all of their keys yet. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** Claims the keys of a call, the first time, and says whether it holds them all. */
  hold(call: CallRecord): boolean {
    if (call.claims === undefined) {
      call.claims = this.#claim(call)
      if (!this.#isGranted(call)) this.#watch(call)
    }
    return this.#isGranted(call)
  }

  /**
   * Gives back what a settled call holds, and what a settled call around it has kept for it. While calls inside a settled
   * one are at work on its keys they are kept; those that still wait claim anew, like anybody.
   */
  release(call: CallRecord): void {
    if (call.claims !== undefined || this.#families.size > 0) this.#release(call)
    for (let { parent } = call.turn; parent !== undefined; { parent } = parent.call.turn)
      if (parent.call.result !== undefined && this.#isOurs(parent.call)) this.#release(parent.call)
  }

  /** Who keeps a call waiting: the first of them. */
  inTheWay(call: CallRecord): InTheWay | undefined {
    for (const blocker of this.#blockersOf(call)) return blocker
    return undefined
  }

  *blockers(call: CallRecord): Generator<CallRecord> {
    for (const { call: blocker } of this.#blockersOf(call)) yield blocker
  }

  /** Who waits for a call; `firm`: because it holds what they need, and not only came first. */
  *waiters(call: CallRecord, firm: boolean): Generator<CallRecord> {
    if (call.claims === undefined || (firm && !this.#isGranted(call))) return
    for (const claim of call.claims)
      for (const waiter of claim.table.waiters(claim)) if (!isInside(waiter, call)) yield waiter
    for (let { parent } = call.turn; parent !== undefined; { parent } = parent.call.turn)
      for (const kept of this.keptFor(parent.call)) if (kept === call) yield parent.call
  }

  *keptFor(call: CallRecord): Generator<CallRecord> {
    if (call.result === undefined) return
    for (const inner of this.#families.get(call)?.touching ?? [])
      if (inner.attempts !== undefined) yield inner
  }

  /** The key for which one call waits for another, if it does. */
  meetingKey(call: CallRecord, other: CallRecord): string | undefined {
    if (isInside(call, other)) return undefined
    for (const claim of call.claims ?? [])
      for (const held of claim.granted ? [] : (other.claims ?? []))
        if (claim.table.isBlockedBy(claim, held))
          for (const { owner, key } of claim.table.blockers(claim)) if (owner === other) return key
    return undefined
  }

  /** Whether a call holds all of its keys, and not only waits for them. */
  holds(call: CallRecord): boolean {
    return call.claims !== undefined && this.#isGranted(call)
  }

  /**
   * Puts a call before another that only waits, in the line for keys: the other one, and those that came after it, take
   * their places anew behind it, in their order.
   */
  overtake(call: CallRecord, other: CallRecord): readonly CallRecord[] {
    const all = [...this.#waiting]
    const behind = all.slice(all.indexOf(other)).filter((one) => one !== call)
    for (const one of [...behind, call].reverse()) this.#drop(one)
    const moved = [call, ...behind]
    for (const one of moved) if (this.hold(one)) one.turn.mover.wake(one)
    return moved
  }

  /** The keys of a call that no call around it holds for it. */
  own(call: CallRecord): Keys {
    let rest = keysOf(call)
    for (const outer of this.#outerHolders(call)) rest = split(rest, this.#familyOf(outer)).others
    return rest
  }

  /** The calls around a call that hold a part of what it wants, and less than that. */
  *beyondOuter(call: CallRecord): Generator<Required<InTheWay>> {
    const own = this.own(call)
    for (const outer of this.#outerHolders(call)) {
      const key = meetingKey(own, this.#familyOf(outer))
      if (key !== undefined) yield { call: outer, key }
    }
  }

  #claim(call: CallRecord): readonly Claim<CallRecord>[] {
    let claims: Claim<CallRecord>[] = []
    let rest = keysOf(call)
    for (const outer of call.turn.parent === undefined ? [] : this.#outerHolders(call)) {
      const family = this.#familyOf(outer)
      const { meeting, others } = split(rest, family)
      if (touches(meeting)) {
        const table = (family.table ??= this.#makeTable())
        claims.push(table.claim(call, meeting))
        family.touching.add(call)
      }
      rest = others
    }
    if (touches(rest)) {
      const claim = this.#table.claim(call, rest)
      claims = claims.length === 0 ? arrayWith(claim) : [...claims, claim]
    }
    if (!claims.every(({ granted }) => granted)) this.#waiting.add(call)
    return claims
  }

  /** A call around it holds what it holds for it, too: only others keep a call waiting. */
  #isGranted(call: CallRecord): boolean {
    for (const { granted } of call.claims ?? [])
      if (!granted && (call.turn.parent === undefined || this.inTheWay(call) !== undefined))
        return false
    this.#waiting.delete(call)
    return true
  }

  *#blockersOf(call: CallRecord): Generator<InTheWay> {
    for (const claim of call.claims ?? [])
      for (const { owner, key } of claim.granted ? [] : claim.table.blockers(claim))
        if (!isInside(call, owner)) yield { call: owner, key }
  }

  /**
   * The table wakes a call when no other is before it any more. A call that comes after one around it is woken by hand, when the
   * last of the others has gone.
   */
  #watch(call: CallRecord): void {
    if (!this.#isBehindOuter(call)) return
    let last: CallRecord | undefined
    for (const { call: blocker } of this.#blockersOf(call)) last = blocker
    if (last === undefined) return
    const watchers = this.#watchers.get(last)
    if (watchers === undefined) this.#watchers.set(last, new Set([call]))
    else watchers.add(call)
  }

  #isBehindOuter(call: CallRecord): boolean {
    for (let { parent } = call.turn; parent !== undefined; { parent } = parent.call.turn)
      for (const claim of call.claims ?? [])
        for (const outer of parent.call.claims ?? [])
          if (claim.table.isBlockedBy(claim, outer)) return true
    return false
  }

  #release(call: CallRecord): void {
    const family = this.#families.get(call)
    if (family !== undefined) {
      if (this.keptFor(call).next().done !== true) return
      this.#families.delete(call)
    }
    this.#drop(call)
    for (const inner of family?.touching ?? []) {
      this.#drop(inner)
      inner.turn.mover.wake(inner)
    }
  }

  #drop(call: CallRecord): void {
    this.#waiting.delete(call)
    if (call.claims === undefined) return
    for (const claim of call.claims) claim.table.release(claim)
    call.claims = undefined
    const watchers = this.#watchers.get(call)
    this.#watchers.delete(call)
    for (const watcher of watchers ?? [])
      if (watcher.claims === undefined) continue
      else if (this.#isGranted(watcher)) watcher.turn.mover.wake(watcher)
      else this.#watch(watcher)
    for (let { parent } = call.turn; parent !== undefined; { parent } = parent.call.turn)
      this.#families.get(parent.call)?.touching.delete(call)
  }

  /** The calls around a call that hold keys here, innermost first. */
  *#outerHolders(call: CallRecord): Generator<CallRecord> {
    for (let { parent } = call.turn; parent !== undefined; { parent } = parent.call.turn)
      if (parent.call.claims !== undefined && this.#isOurs(parent.call)) yield parent.call
  }

  #isOurs({ turn }: CallRecord): boolean {
    return turn.keys === this
  }

  #familyOf(outer: CallRecord): Family {
    let family = this.#families.get(outer)
    if (family === undefined) {
      const { reads, writes } = keysOf(outer)
      family = {
        reads: new KeySet(reads),
        writes: new KeySet(writes),
        table: undefined,
        touching: new Set(),
      }
      this.#families.set(outer, family)
    }
    return family
  }

  #makeTable(): KeyTable<CallRecord> {
    return new KeyTable((call) => call.turn.mover.wake(call))
  }
}
