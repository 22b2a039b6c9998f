import { touches, type Effects } from '../../call/effects.ts'
import { KeyIndex } from '../../keys/key-index.ts'
import { KeyTable, type Claim } from '../../keys/key-table.ts'
import type { Share } from '../../limit/lane.ts'
import type { CallRecord } from '../call-record.ts'
import type { InTheWay } from './in-the-way.ts'
import { RemainingPaths, type RunTimes } from './remaining-paths.ts'
import { arrayWith } from '../../util/without-literal.ts'

const everything: Pick<Effects, 'reads' | 'writes'> = { reads: [], writes: ['*'] }

/**
 * The order among the calls of one turn: each takes its place behind the earlier ones that it conflicts with. Places are
 * taken in call order, whatever takes its time.
 */
export class TurnOrder {
  /** In call order, growing. */
  readonly #calls: readonly CallRecord[]
  /** Every call waits for the one before it. */
  readonly oneByOne: boolean
  #madeTable: KeyTable<CallRecord> | undefined
  readonly #wake: (call: CallRecord) => void
  readonly #runTimes: RunTimes
  #next = 0
  #releasing: CallRecord | undefined
  /** By what they may touch, those that have ended only here and may yet run elsewhere. */
  #open: { readonly reads: KeyIndex<CallRecord>; readonly writes: KeyIndex<CallRecord> } | undefined
  /** Steps of a call that is still coming, for whom a call without a place is in the way. */
  #stepsBehind: CallRecord[] = arrayWith()

  /** Those of its calls and of all that share their part of the limits; undefined while it does not matter. */
  #paths: RemainingPaths | undefined

  constructor(
    calls: readonly CallRecord[],
    oneByOne: boolean,
    wake: (call: CallRecord) => void,
    runTimes: RunTimes,
  ) {
    this.#calls = calls
    this.oneByOne = oneByOne
    this.#wake = wake
    this.#runTimes = runTimes
  }

  /** Made when asked for: in most turns no call has to come after another. */
  get #table(): KeyTable<CallRecord> {
    return (this.#madeTable ??= new KeyTable((call) => this.#granted(call)))
  }

  /** Whether a call has to take its place: the others are in nobody's way. */
  isOrdered({ effects }: CallRecord): boolean {
    return this.oneByOne || (effects !== undefined && touches(effects))
  }

  /** Takes the places of all calls of which enough is known, in call order; wakes those for whom that was missing. */
  place(): void {
    for (;;) {
      const call = this.#calls[this.#next]
      if (call === undefined) {
        if (this.#stepsBehind.length > 0) this.#wakeSteps()
        return
      }
      if (call.known.kind === 'received' && call.result === undefined) return
      this.#next += 1
      this.#paths?.add(call)
      if (call.result !== undefined || call.effects === undefined || !this.isOrdered(call)) continue
      call.place = this.#table.claim(call, this.oneByOne ? everything : call.effects)
      if (!call.place.granted) this.rank(call.turn.share)
      if (call.waitReason !== undefined) this.#wake(call)
    }
  }

  /** From now on it matters which of its calls starts first: one may wait for another. */
  rank(share: Share): void {
    if (this.#paths !== undefined) return
    const { ranking } = share
    this.#paths = ranking instanceof RemainingPaths ? ranking : new RemainingPaths(this.#runTimes)
    share.ranking = this.#paths
    for (const call of this.#calls.slice(0, this.#next))
      if (call.outcome === undefined) this.#paths.add(call)
  }

  /** A call touches something else than it was to: it keeps its place, or gets one in nobody's way. */
  keepPlace(call: CallRecord): void {
    call.place ??= this.#table.claim(call, { reads: [], writes: [] })
  }

  /** Who stands in the way of a call: the first that has no place yet, or that it conflicts with. */
  inTheWay({ place }: CallRecord): InTheWay | undefined {
    if (place === undefined) {
      const call = this.#calls[this.#next]
      return call && { call }
    }
    return this.inTheWayOf(place)
  }

  inTheWayOf(place: Claim<CallRecord>): InTheWay | undefined {
    for (const { owner, key } of this.#table.blockers(place)) return { call: owner, key }
    return undefined
  }

  *blockers({ place }: CallRecord): Generator<CallRecord> {
    if (place !== undefined && !place.granted)
      for (const { owner } of this.#table.blockers(place)) yield owner
  }

  *waiters({ place }: CallRecord): Generator<CallRecord> {
    if (place !== undefined) yield* this.#table.waiters(place)
  }

  /** One that may yet run elsewhere, and that a call has to come after. */
  openBefore({ effects, index }: CallRecord): CallRecord | undefined {
    if (this.#open === undefined) return undefined
    const { reads, writes } = this.#open
    const keys = this.oneByOne ? everything : (effects ?? everything)
    for (const key of keys.writes)
      for (const one of [...writes.overlapping(key), ...reads.overlapping(key)])
        if (one.index < index) return one
    for (const key of keys.reads)
      for (const one of writes.overlapping(key)) if (one.index < index) return one
    return undefined
  }

  /** Nothing has to come after a call any more, or nothing may, for that may yet run elsewhere. */
  release(call: CallRecord, mayRunYet: boolean): void {
    if (mayRunYet) this.#keepOpen(call)
    this.#paths?.ended()
    if (call.place !== undefined) {
      this.#releasing = call
      this.#table.release(call.place)
      this.#releasing = undefined
    }
    this.place()
  }

  /**
   * A place behind all calls of the turn, for a step of one that is still coming. The step is woken once it is granted.
   *
   * @returns undefined if a call has no place yet; the step is woken when all have.
   */
  placeBehind(step: CallRecord): Claim<CallRecord> | undefined {
    if (this.#next < this.#calls.length) {
      this.#stepsBehind.push(step)
      return undefined
    }
    return step.effects && this.#table.claim(step, step.effects)
  }

  leave(place: Claim<CallRecord>): void {
    this.#table.release(place)
  }

  #keepOpen(call: CallRecord): void {
    this.#open ??= { reads: new KeyIndex(), writes: new KeyIndex() }
    const { reads, writes } = this.oneByOne ? everything : (call.effects ?? everything)
    for (const key of reads) this.#open.reads.add(key, call)
    for (const key of writes) this.#open.writes.add(key, call)
  }

  #granted(call: CallRecord): void {
    // Of all that it waited for, this one was the last.
    if (this.#releasing !== undefined) call.follow(this.#releasing)
    this.#wake(call)
  }

  #wakeSteps(): void {
    const steps = this.#stepsBehind
    this.#stepsBehind = []
    for (const step of steps) this.#wake(step)
  }
}
