import { Heap, type HeapItem } from '../util/heap.ts'
import type { Gate } from './gate.ts'
import type { Loan, Share } from './share.ts'

/** One who waits to start. The fields are the limiter's. */
export interface Waiter {
  readonly share: Share
  readonly lane: Lane
  /** Its turn's place in the fair order; smaller goes first. */
  tag: number
  queue: ShareQueue | undefined
  previous: Waiter | undefined
  next: Waiter | undefined
  /** It runs on the slot of the call that it is nested in. */
  borrowed: boolean
  /** Its slot, lent to the turns inside it. */
  lent: Loan | undefined
}

/** The waiters of one share in one lane, first come first. */
export interface ShareQueue extends HeapItem {
  readonly lane: Lane
  head: Waiter
  tail: Waiter
}

/**
 * Those who wait for the same limits. Within a lane the order is start-time fair queueing (Goyal, Vin and Cheng,
 * 1996): by tag over shares, by arrival within a share.
 */
export class Lane {
  /** The limits beside the engine's slots. */
  readonly gates: readonly Gate[]
  readonly #queues = new Heap<ShareQueue>((a, b) => a.head.tag < b.head.tag)

  constructor(gates: readonly Gate[]) {
    this.gates = gates
  }

  /** The gate that keeps this lane from starting anything, if one does. */
  closedGate(): Gate | undefined {
    for (const gate of this.gates) if (!gate.ready()) return gate
    return undefined
  }

  peek(): Waiter | undefined {
    return this.#queues.peek()?.head
  }

  add(waiter: Waiter): void {
    const queue = waiter.share.queues.get(this)
    if (queue === undefined) {
      const fresh: ShareQueue = { lane: this, head: waiter, tail: waiter, heapIndex: -1 }
      waiter.share.queues.set(this, fresh)
      waiter.queue = fresh
      this.#queues.push(fresh)
      return
    }
    waiter.previous = queue.tail
    queue.tail.next = waiter
    queue.tail = waiter
    waiter.queue = queue
  }

  remove(waiter: Waiter): void {
    const { queue, previous, next } = waiter
    if (queue === undefined) return
    if (previous !== undefined) previous.next = next
    if (next !== undefined) next.previous = previous
    if (queue.tail === waiter && previous !== undefined) queue.tail = previous
    if (queue.head === waiter) {
      if (next === undefined) {
        this.#queues.remove(queue)
        waiter.share.queues.delete(this)
      } else {
        queue.head = next
        this.#queues.update(queue)
      }
    }
    waiter.queue = waiter.previous = waiter.next = undefined
  }
}
