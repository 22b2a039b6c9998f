import { delayOf, type Clock, type TimerHandle } from './clock.ts'

/** One timer among those of its delay, which end in the order in which they began. */
class Timer {
  readonly queue: Queue
  readonly dueMs: number
  readonly run: (argument: never) => void
  readonly argument: unknown
  previous: Timer | undefined
  next: Timer | undefined = undefined

  constructor(queue: Queue, dueMs: number, run: (argument: never) => void, argument: unknown) {
    this.queue = queue
    this.dueMs = dueMs
    this.run = run
    this.argument = argument
    this.previous = queue.last
  }
}

class Queue {
  readonly delayMs: number
  first: Timer | undefined = undefined
  last: Timer | undefined = undefined
  /** The clock's own timer: set while the queue is not empty, for the first or for one before it. */
  handle: TimerHandle | undefined = undefined
  firing = false

  constructor(delayMs: number) {
    this.delayMs = delayMs
  }
}

/**
 * A clock on which all timers of one delay share one timer of the clock below. Time-outs are of few delays and nearly
 * all cleared before they end; this way each costs two links of a list.
 */
export class SharedTimers implements Clock {
  readonly #clock: Clock
  readonly #queues = new Map<number, Queue>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  now(): number {
    return this.#clock.now()
  }

  epochMs(): number {
    return this.#clock.epochMs()
  }

  random(): number {
    return this.#clock.random()
  }

  /** @param nowMs what the clock has just said, if it was asked. */
  setTimer<T>(
    run: (argument: T) => void,
    wantedMs: number,
    argument: T,
    nowMs: number = this.#clock.now(),
  ): TimerHandle {
    const delayMs = delayOf(wantedMs)
    let queue = this.#queues.get(delayMs)
    if (queue === undefined) this.#queues.set(delayMs, (queue = new Queue(delayMs)))
    const { last } = queue
    const timer = new Timer(queue, nowMs + delayMs, run, argument)
    if (last === undefined) queue.first = timer
    else last.next = timer
    queue.last = timer
    if (queue.handle === undefined && !queue.firing)
      queue.handle = this.#clock.setTimer(this.#fire, delayMs, queue)
    return timer
  }

  clearTimer(handle: TimerHandle): void {
    const timer = handle as Timer
    remove(timer)
    if (timer.queue.first === undefined && !timer.queue.firing) this.#forget(timer.queue)
  }

  readonly #fire = (queue: Queue): void => {
    queue.handle = undefined
    queue.firing = true
    const nowMs = this.#clock.now()
    try {
      while (queue.first !== undefined && queue.first.dueMs <= nowMs) {
        const timer = queue.first
        remove(timer)
        timer.run(timer.argument as never)
      }
    } finally {
      queue.firing = false
      if (queue.first === undefined) this.#forget(queue)
      else {
        const leftMs = Math.max(0, queue.first.dueMs - nowMs)
        queue.handle = this.#clock.setTimer(this.#fire, leftMs, queue)
      }
    }
  }

  /** Nothing stays behind, not even the queue: there may be as many delays as calls. */
  #forget(queue: Queue): void {
    if (queue.handle !== undefined) this.#clock.clearTimer(queue.handle)
    queue.handle = undefined
    if (this.#queues.get(queue.delayMs) === queue) this.#queues.delete(queue.delayMs)
  }
}

function remove(timer: Timer): void {
  const { queue, previous, next } = timer
  if (previous === undefined) {
    if (queue.first !== timer) return
    queue.first = next
  } else previous.next = next
  if (next === undefined) queue.last = previous
  else next.previous = previous
  timer.previous = timer.next = undefined
}
