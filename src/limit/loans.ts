import { addAll } from '../util/add-all.ts'
import type { Gate, PermitOutcome } from './gate.ts'
import type { Lane, Waiter } from './lane.ts'
import { isAhead } from './ranking.ts'

/** Who waits for whom, among those who hold permits and those in line. */
export interface WaitGraph {
  /**
   * Whether one who holds permits cannot go on before another has run; `alone`: supposing that nobody else can be lent
   * what it needs.
   */
  waitsFor(lender: Waiter, waiter: Waiter, alone: boolean): boolean
  /**
   * Whom any of those waits for, through whatever, in line or not: the attempts of one call at a time. May leave out turns
   * inside them that they do not wait for any more.
   */
  neededBy(lenders: readonly Waiter[]): Iterable<readonly Waiter[]>
}

export const nobodyWaits: WaitGraph = { waitsFor: () => false, neededBy: () => [] }

/**
 * The permits of calls that wait for others to end. Such a call lends each permit to one call at a time, and only to one
 * that it waits for, through whatever: it could not go on before that one has ended anyway. So limits cannot make calls
 * wait for each other forever, however they are nested.
 *
 * Of a lender and its borrower never more than one is at work on the permit: who comes back from waiting takes it back from
 * a borrower that waits itself, or that can have a free one instead, or waits for it.
 */
export class Loans {
  readonly #graph: WaitGraph
  /** Those who may lend, by what they hold. */
  readonly #lenders: Map<Gate, Set<Waiter>> = new Map()

  constructor(graph: WaitGraph) {
    this.#graph = graph
  }

  /** How many limits have somebody who may lend. */
  get size(): number {
    return this.#lenders.size
  }

  /** Those who hold a permit of a gate that nobody runs on, for they only wait. */
  idle(gate: Gate): readonly Waiter[] {
    const lenders = this.#lenders.get(gate)
    return lenders === undefined ? [] : [...lenders].filter(({ lent }) => lent?.has(gate) !== true)
  }

  /** One who holds permits begins to wait. */
  add(lender: Waiter): void {
    lender.waitsInside = true
    for (const gate of lender.lane.gates) {
      if (!gate.held || lender.lost?.has(gate) === true) continue
      const lenders = this.#lenders.get(gate)
      if (lenders === undefined) this.#lenders.set(gate, new Set([lender]))
      else lenders.add(lender)
    }
  }

  /** It waits no more. */
  delete(lender: Waiter): void {
    if (!lender.waitsInside) return
    lender.waitsInside = false
    for (const gate of lender.lane.gates) this.#remove(gate, lender)
  }

  /** Whether every gate that keeps a lane closed is held by somebody who may lend it. */
  mayOpen(lane: Lane): boolean {
    return lane.gates.every((gate) => gate.ready() || this.idle(gate).length > 0)
  }

  /**
   * Those in a closed lane who may be able to borrow, in the order in which they are to start. They are looked for at two
   * ends in step, in the line and from the lenders to those they wait for, until one of the two is done: a long line is
   * walked no further than that, and neither are the many calls inside a lender if the first in line can borrow.
   */
  *borrowersIn(lane: Lane): Generator<Waiter> {
    const lenders = lane.gates.flatMap((gate) => (gate.ready() ? [] : this.idle(gate)))
    if (lenders.length === 0) return
    const found: Waiter[] = []
    const needed = this.#neededIn(lane, lenders)
    for (const waiter of lane.waiters()) {
      yield waiter
      // As many steps as questions were asked.
      for (let step = 0; step < lenders.length; step += 1) {
        const next = needed.next()
        if (next.done === true) {
          yield* found.sort((a, b) => a.share.place - b.share.place || (isAhead(a, b) ? -1 : 1))
          return
        }
        addAll(found, next.value)
      }
    }
  }

  /** Those in a lane whom one of the lenders may wait for, in no order. */
  *#neededIn(lane: Lane, lenders: readonly Waiter[]): Generator<readonly Waiter[]> {
    // Of a turn inside a lender the first may borrow if any may.
    for (const { head } of lane.inside) yield [head]
    for (const attempts of this.#graph.neededBy(lenders))
      yield attempts.filter((one) => one.queue !== undefined && one.lane === lane)
  }

  /** Who lends each of the permits that keep a waiter back; undefined if not all of them can be lent. */
  lendersFor(
    waiter: Waiter,
    gates: Iterable<Gate>,
    alone: boolean,
  ): ReadonlyMap<Gate, Waiter> | undefined {
    const lenders = new Map<Gate, Waiter>()
    for (const gate of gates) {
      if (gate.ready()) continue
      const lender = this.idle(gate).find((one) => this.#graph.waitsFor(one, waiter, alone))
      if (lender === undefined) return undefined
      lenders.set(gate, lender)
    }
    return lenders
  }

  /** Takes what is free, and borrows the rest. */
  take(waiter: Waiter, gates: Iterable<Gate>, lenders?: ReadonlyMap<Gate, Waiter>): void {
    for (const gate of gates) {
      const lender = lenders?.get(gate)
      if (lender === undefined) gate.take()
      else lend(gate, lender, waiter)
    }
  }

  /** Gives back all that a waiter holds. */
  give(waiter: Waiter, outcome: PermitOutcome, runMs: number): void {
    for (const gate of waiter.lane.gates)
      if (waiter.lost?.has(gate) !== true) giveOne(gate, waiter, outcome, runMs)
    waiter.borrowed = waiter.lent = waiter.lost = undefined
  }

  /** Gives one permit back, which the waiter needs again before it goes on. */
  giveUp(waiter: Waiter, gate: Gate): void {
    giveOne(gate, waiter, 'ignored', 0)
    this.#lose(waiter, gate)
  }

  /** Whether nobody is at work on what a waiter has lent, or there are free permits for those who are. */
  canTakeBack({ lent }: Waiter): boolean {
    for (const [gate, borrower] of lent ?? [])
      if (isAtWork(gate, borrower) && !gate.ready()) return false
    return true
  }

  /**
   * Takes back what a waiter has lent. Who waits on it needs it again before it goes on; who is at work on it goes on with a
   * free one.
   */
  takeBack(waiter: Waiter): void {
    for (const [gate, borrower] of waiter.lent ?? [])
      if (isAtWork(gate, borrower)) {
        borrower.borrowed?.delete(gate)
        gate.take()
      } else
        for (const one of chainOf(gate, borrower)) {
          one.borrowed?.delete(gate)
          one.lent?.delete(gate)
          this.#lose(one, gate)
        }
    waiter.lent = undefined
  }

  #lose(waiter: Waiter, gate: Gate): void {
    waiter.lost ??= new Set()
    waiter.lost.add(gate)
    this.#remove(gate, waiter)
  }

  #remove(gate: Gate, lender: Waiter): void {
    const lenders = this.#lenders.get(gate)
    if (lenders?.delete(lender) && lenders.size === 0) this.#lenders.delete(gate)
  }
}

/** Those who run on one permit, each on loan from the one before. */
function chainOf(gate: Gate, first: Waiter): readonly Waiter[] {
  const chain: Waiter[] = []
  for (let one: Waiter | undefined = first; one !== undefined; one = one.lent?.get(gate))
    chain.push(one)
  return chain
}

/** Whether somebody runs on a permit and does more than wait. */
function isAtWork(gate: Gate, borrower: Waiter): boolean {
  return chainOf(gate, borrower).some(({ waitsInside }) => !waitsInside)
}

function giveOne(gate: Gate, waiter: Waiter, outcome: PermitOutcome, runMs: number): void {
  const lender = waiter.borrowed?.get(gate)
  const heir = waiter.lent?.get(gate)
  waiter.borrowed?.delete(gate)
  waiter.lent?.delete(gate)
  lender?.lent?.delete(gate)
  if (heir === undefined) {
    if (lender === undefined) gate.give(outcome, runMs)
    return
  }
  // It ends before one that runs on its permit: the permit is that one's now, or on loan to it.
  heir.borrowed?.delete(gate)
  if (lender !== undefined) lend(gate, lender, heir)
}

function lend(gate: Gate, lender: Waiter, borrower: Waiter): void {
  lender.lent ??= new Map()
  lender.lent.set(gate, borrower)
  borrower.borrowed ??= new Map()
  borrower.borrowed.set(gate, lender)
}
