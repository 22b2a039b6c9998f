import { Heap, type HeapItem } from '../util/heap.ts'
import type { Gate } from './gate.ts'
import { Pause } from './pause.ts'
import { predecessorIn, sortLine, type Ranking } from './ranking.ts'
import { arrayWith } from '../util/without-literal.ts'

/** One that waits to begin, and then holds its permits until it ends. Apart from the first three, the fields are the limiter's. */
export interface Waiter {
  readonly share: Share
  readonly lane: Lane
  /** How long it takes until it and all that wait for it have ended, if its share has a ranking. In milliseconds. */
  readonly pathMs: number
  /** It has its permits. */
  begin(): void
  queue: ShareQueue | undefined
  previous: Waiter | undefined
  next: Waiter | undefined
  /** When it came, as a running number; those that come back have smaller ones. */
  order: number
  /** Its share's place when it was served: where the next turn inside it comes in. */
  servedAt: number
  /** All that it does is wait: it may lend what it holds. */
  waitsInside: boolean
  /** What it has given up meanwhile, and needs again before it goes on. */
  lost: Set<Gate> | undefined
  /** Whose permits it runs on, by gate. */
  borrowed: Map<Gate, Waiter> | undefined
  /** Who runs on its permits, by gate. */
  lent: Map<Gate, Waiter> | undefined
}

/** The waiters of one share in one lane, in the order in which they are to start: first come first, but for a ranking. */
export class ShareQueue implements HeapItem {
  readonly share: Share
  readonly lane: Lane
  head: Waiter
  tail: Waiter
  /** The last of those at its head that have come back. */
  lastBack: Waiter | undefined
  /** When its share last got one of the limits that are scarce here, or else came in here, as a running number. */
  servedAt: number = nextNumber()
  heapIndex = -1

  constructor(lane: Lane, first: Waiter, comesBack: boolean) {
    this.share = first.share
    this.lane = lane
    this.head = this.tail = first
    this.lastBack = comesBack ? first : undefined
  }
}

/** Those who wait for the same limits: over shares by their place, within a share by arrival or by its ranking. */
export class Lane {
  /** The limits, the engine's slots among them. */
  readonly gates: readonly Gate[]
  /** Some gate opens by time. */
  readonly timed: boolean
  /** The gates beside the slots that can run out: with several, they do not always have a permit at the same time. */
  readonly scarce: readonly Gate[]
  /** Those of its named limits: which of them a service meant that asks to be left alone is not known. */
  readonly pauses: readonly Pause[]
  /** How many have begun and not ended. */
  underWay = 0
  /** The queues of turns that run inside a call. */
  readonly inside: Set<ShareQueue> = new Set()
  readonly #queues = new Heap<ShareQueue>((a, b) => a.share.place < b.share.place)

  /** @param slots the engine's, which come last: to wait for them alone is to wait for one's turn only. */
  constructor(gates: readonly Gate[], slots: Gate) {
    this.pauses = gates.filter((gate) => gate instanceof Pause)
    this.scarce = gates.filter(({ leavesOne }) => leavesOne !== undefined)
    this.gates = [...gates, slots]
    this.timed = gates.some((gate) => gate.readyAtMs !== undefined)
  }

  /** Whether those who wait in two lanes need one limit that can run out, beside the slots. */
  meets({ scarce }: Lane): boolean {
    return scarce.length > 0 && this.scarce.some((gate) => scarce.includes(gate))
  }

  /** The gate that keeps this lane from starting anything, if one does. */
  closedGate(): Gate | undefined {
    for (const gate of this.gates) if (!gate.ready()) return gate
    return undefined
  }

  /**
   * The moment until which time keeps this lane closed, whatever else does; undefined if at `sinceMs`, on the clock, it did
   * not.
   */
  readyAtMs(sinceMs: number): number | undefined {
    let latestMs: number | undefined
    for (const gate of this.gates) {
      const atMs = gate.readyAtMs?.()
      if (atMs !== undefined && atMs > (latestMs ?? sinceMs)) latestMs = atMs
    }
    return latestMs
  }

  peek(): Waiter | undefined {
    const queue = this.#queues.peek()
    if (queue?.share.ranking !== undefined) queue.share.rank()
    return queue?.head
  }

  /** Everybody who waits, in the order in which they are to start. */
  *waiters(): Generator<Waiter> {
    const first = this.#queues.peek()
    if (first === undefined) return
    yield* following(first.head)
    // Seldom does one have to look further.
    const others = [...this.#queues].filter((queue) => queue !== first)
    others.sort((a, b) => a.share.place - b.share.place)
    for (const { head } of others) yield* following(head)
  }

  /** Puts a waiter behind those of its share that start before it; one that comes back only behind those that have, too. */
  add(waiter: Waiter, comesBack: boolean): void {
    const { share } = waiter
    const queue = share.queueIn(this)
    if (queue === undefined) {
      const fresh = new ShareQueue(this, waiter, comesBack)
      share.queues.push(fresh)
      waiter.queue = fresh
      this.#queues.push(fresh)
      if (share.isInside) this.inside.add(fresh)
      return
    }
    waiter.queue = queue
    let previous: Waiter | undefined = comesBack ? queue.lastBack : queue.tail
    if (share.ranking !== undefined && !comesBack) previous = predecessorIn<Waiter>(queue, waiter)
    const next = previous === undefined ? queue.head : previous.next
    waiter.previous = previous
    waiter.next = next
    if (previous === undefined) queue.head = waiter
    else previous.next = waiter
    if (next === undefined) queue.tail = waiter
    else next.previous = waiter
    if (comesBack) queue.lastBack = waiter
  }

  remove(waiter: Waiter): void {
    const { queue, previous, next } = waiter
    if (queue === undefined) return
    if (previous !== undefined) previous.next = next
    if (next !== undefined) next.previous = previous
    if (queue.lastBack === waiter) queue.lastBack = previous
    if (queue.tail === waiter && previous !== undefined) queue.tail = previous
    if (queue.head === waiter) {
      if (next === undefined) {
        this.#queues.remove(queue)
        this.inside.delete(queue)
        queue.share.queues.splice(queue.share.queues.indexOf(queue), 1)
      } else queue.head = next
    }
    waiter.queue = waiter.previous = waiter.next = undefined
  }

  /** A share's place has changed. */
  reorder(queue: ShareQueue): void {
    this.#queues.update(queue)
  }
}

function* following(head: Waiter): Generator<Waiter> {
  for (let waiter: Waiter | undefined = head; waiter !== undefined; waiter = waiter.next)
    yield waiter
}

let lastNumber = 0

/** Counts what happens in all engines together: a turn of one may run inside a call of another. */
export function nextNumber(): number {
  lastNumber += 1
  return lastNumber
}

/** One turn's claim to its fair part of what is limited. */
export class Share {
  /** When it was last served, or else came, as a running number: the smallest is next. */
  place = 0
  /** Its waiters, by lane: mostly one. */
  readonly queues: ShareQueue[] = arrayWith()
  /** Its turn runs inside a call. */
  readonly isInside: boolean
  /** Says which of its calls others of its turn wait for, if any. */
  ranking: Ranking | undefined
  #outer: { servedAt: number } | undefined

  /** @param outer the call that its turn runs inside. */
  constructor(outer?: { servedAt: number }) {
    this.#outer = outer
    this.isInside = outer !== undefined
  }

  /** Puts its waiters in order anew, if there is a choice and its ranking has changed. */
  rank(): void {
    const { ranking, queues } = this
    const [first] = queues
    if (ranking?.isDue !== true || (queues.length === 1 && first?.head === first?.tail)) return
    ranking.update()
    for (const queue of queues) sortLine<Waiter>(queue)
  }

  queueIn(lane: Lane): ShareQueue | undefined {
    return this.queues.find((queue) => queue.lane === lane)
  }

  /**
   * It had nobody in line, and has now. The first turn inside a call comes in as early as that call was served: what
   * began is to end. The next comes in later, or a call that goes on making turns would keep all others waiting.
   */
  comeIn(): void {
    const outer = this.#outer
    this.#outer = undefined
    this.place = nextNumber()
    if (outer !== undefined) [this.place, outer.servedAt] = [outer.servedAt, this.place]
  }
}
