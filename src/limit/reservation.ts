import type { Gate } from './gate.ts'
import type { Lane, Waiter } from './lane.ts'

/**
 * Keeps those who need several limits at one time from waiting for ever while others take now one, now the other: of
 * those whose limits were given together the longest ago the first reserves what is free of them. Only one reserves, so
 * that no two wait for each other; only against lanes that were served later, so that they take turns; and only while
 * what it lacks will come back by itself, so that nobody waits for it who is waited for.
 */
export class Reservation {
  readonly #willComeBack: (gate: Gate) => boolean
  readonly #lanes: Set<Lane> = new Set()
  #waiter: Waiter | undefined

  /** `willComeBack` says whether somebody is at work on a permit of a gate. */
  constructor(willComeBack: (gate: Gate) => boolean) {
    this.#willComeBack = willComeBack
  }

  /** Somebody has come who may need to reserve. */
  watch(lane: Lane): void {
    if (lane.heldGates > 1) this.#lanes.add(lane)
  }

  /** Looks anew who reserves. */
  update(): void {
    this.#waiter = undefined
    let servedAt = Infinity
    for (const lane of this.#lanes) {
      const head = lane.peek()
      if (head === undefined) this.#lanes.delete(lane)
      else if (lane.servedAt < servedAt && this.#mayReserve(lane)) {
        this.#waiter = head
        servedAt = lane.servedAt
      }
    }
  }

  /** Whether a waiter may take a permit of every gate of its lane, with regard to what is reserved. */
  leavesRoom(lane: Lane, waiter: Waiter): boolean {
    if (this.#waiter === undefined || this.#waiter === waiter) return true
    // Lanes take turns, too.
    if (lane.servedAt < this.#waiter.lane.servedAt) return true
    const reserved = this.#waiter.lane.gates
    // The slots come last in every lane, and are not reserved: what ends gives its slot back with its limit.
    return lane.gates.every(
      (gate, index) =>
        !gate.held || index === lane.gates.length - 1 || !reserved.includes(gate) || gate.ready(1),
    )
  }

  #mayReserve(lane: Lane): boolean {
    return lane.gates.every(
      (gate) =>
        gate.ready() ||
        // What its own calls hold comes back with the rest.
        (gate.held && gate.taken > lane.underWay && this.#willComeBack(gate)),
    )
  }
}
