import type { Gate } from './gate.ts'
import type { Lane, Waiter } from './lane.ts'

/**
 * Keeps those who need several limits at the same time from waiting forever while others take now one, now the other: the one
 * whose turn has got none of them for the longest reserves what is free of them. Only one reserves, so that no two wait for
 * each other; only against turns that got some later, so that turns take turns; and only while what it lacks will come back
 * by itself, so that nobody waits for it who is waited for.
 */
export class Reservation {
  readonly #isAtWork: (gate: Gate) => boolean
  readonly #lanes: Set<Lane> = new Set()
  /** Whose head reserves: of one who has left its lane nothing is kept. */
  #lane: Lane | undefined
  /** The moment until which time keeps it waiting; undefined if time does not. */
  #untilMs: number | undefined

  /** `isAtWork` says whether somebody is at work on a permit of a gate. */
  constructor(isAtWork: (gate: Gate) => boolean) {
    this.#isAtWork = isAtWork
  }

  /** Somebody has come who may need to reserve. */
  watch(lane: Lane): void {
    if (lane.scarce.length > 1) this.#lanes.add(lane)
  }

  /** Looks anew who reserves, at `nowMs` on the clock or later. */
  update(nowMs: number): void {
    this.#lane = undefined
    if (this.#lanes.size === 0) return
    let earliest = Infinity
    for (const lane of this.#lanes) {
      const head = lane.peek()
      if (head === undefined) this.#lanes.delete(lane)
      else if (servedAt(head) < earliest && this.#mayReserve(lane)) {
        this.#lane = lane
        earliest = servedAt(head)
      }
    }
    this.#untilMs = this.#lane?.readyAtMs(nowMs)
  }

  /** Of an open lane the first who may start, with regard to what is reserved. */
  first(lane: Lane): Waiter | undefined {
    const head = lane.peek()
    const reserver = this.#lane?.peek()
    if (reserver === undefined || head === undefined || this.#mayStart(head, reserver)) return head
    // What comes back does not wait for what is new of its own turn.
    const own = reserver.share.queueIn(lane)
    return own?.lastBack !== undefined && own.head.order < reserver.order ? own.head : undefined
  }

  #mayStart(waiter: Waiter, reserver: Waiter): boolean {
    const { share, lane } = waiter
    if (waiter === reserver) return true
    if (share !== reserver.share && servedAt(waiter) < servedAt(reserver)) return true
    return lane.scarce.every(
      (gate) => !this.#isReserved(gate, reserver.lane) || this.#leavesOne(gate),
    )
  }

  /** While time keeps it waiting, what others hold until then may be theirs: only a rate has to have a permit in time. */
  #isReserved(gate: Gate, { scarce }: Lane): boolean {
    return scarce.includes(gate) && !(gate.held && this.#untilMs !== undefined)
  }

  #leavesOne(gate: Gate): boolean {
    return gate.leavesOne?.(this.#untilMs ?? -Infinity) !== false
  }

  #mayReserve(lane: Lane): boolean {
    return lane.gates.every((gate) => {
      if (gate.ready()) return true
      // What its own calls hold comes back with the rest.
      return gate.held
        ? gate.taken > lane.underWay && this.#isAtWork(gate)
        : gate.leavesOne !== undefined
    })
  }
}

function servedAt({ queue }: Waiter): number {
  return queue?.servedAt ?? 0
}
