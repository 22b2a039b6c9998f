import { Heap, type HeapItem } from '../util/heap.ts'
import type { Gate } from './gate.ts'
import type { Loan, Share } from './share.ts'

/** One who waits to start, and then runs. Save the first two, the fields are the limiter's. */
export interface Waiter {
  readonly share: Share
  readonly lane: Lane
  queue: ShareQueue | undefined
  previous: Waiter | undefined
  next: Waiter | undefined
  /** It runs on the slot of the call that it is nested in. */
  borrowed: boolean
  /** What it holds, lent to the turns inside it. */
  lent: Loan | undefined
  /** A turn inside a call that waits for this one, which may therefore run on what that call lends. */
  host: Share | undefined
}

/** The waiters of one share in one lane, first come first. */
export interface ShareQueue extends HeapItem {
  readonly share: Share
  readonly lane: Lane
  head: Waiter
  tail: Waiter
}

/** Those who wait for the same limits: over shares by their place, within a share by arrival. */
export class Lane {
  /** The limits beside the engine's slots. */
  readonly gates: readonly Gate[]
  /** Some gate opens by time. */
  readonly timed: boolean
  readonly #queues = new Heap<ShareQueue>((a, b) => a.share.place < b.share.place)

  constructor(gates: readonly Gate[]) {
    this.gates = gates
    this.timed = gates.some((gate) => gate.readyAtMs !== undefined)
  }

  /** The gate that keeps this lane from starting anything, if one does. */
  closedGate(): Gate | undefined {
    for (const gate of this.gates) if (!gate.ready()) return gate
    return undefined
  }

  /** The moment until which time keeps this lane closed, whatever else does; undefined if time does not. */
  readyAtMs(): number | undefined {
    let latestMs: number | undefined
    for (const gate of this.gates) {
      const atMs = gate.ready() ? undefined : gate.readyAtMs?.()
      if (atMs !== undefined && (latestMs === undefined || atMs > latestMs)) latestMs = atMs
    }
    return latestMs
  }

  peek(): Waiter | undefined {
    return this.#queues.peek()?.head
  }

  add(waiter: Waiter): void {
    const { share } = waiter
    const queue = share.queues.get(this)
    if (queue === undefined) {
      const fresh: ShareQueue = { share, lane: this, head: waiter, tail: waiter, heapIndex: -1 }
      share.queues.set(this, fresh)
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
      } else queue.head = next
    }
    waiter.queue = waiter.previous = waiter.next = undefined
  }

  /** A share's place has changed. */
  reorder(queue: ShareQueue): void {
    this.#queues.update(queue)
  }
}
