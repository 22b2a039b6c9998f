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

interface Queue {
  readonly delayMs: number
  first: Timer | undefined
  last: Timer | undefined
  /** The clock's own timer: set while the queue is not empty, for the first or for one before it. */
  handle: TimerHandle | undefined
  firing: boolean
}

export interface SharedTimers extends Clock {
  /** `nowMs`: what the clock has just said, if it was asked. */
  setTimer<T>(run: (argument: T) => void, delayMs: number, argument: T, nowMs?: number): TimerHandle
}

/**
 * A clock on which all timers of one delay share one timer of the clock below. Time-outs are of few delays and nearly
 * all cleared before they end; this way each costs two links of a list.
 */
export function sharedTimers(clock: Clock): SharedTimers {
  const queues = new Map<number, Queue>()

  function setTimer<T>(
    run: (argument: T) => void,
    wantedMs: number,
    argument: T,
    nowMs: number = clock.now(),
  ): TimerHandle {
    const delayMs = delayOf(wantedMs)
    let queue = queues.get(delayMs)
    if (queue === undefined) {
      queue = { delayMs, first: undefined, last: undefined, handle: undefined, firing: false }
      queues.set(delayMs, queue)
    }
    const { last } = queue
    const timer = new Timer(queue, nowMs + delayMs, run, argument)
    if (last === undefined) queue.first = timer
    else last.next = timer
    queue.last = timer
    if (queue.handle === undefined && !queue.firing)
      queue.handle = clock.setTimer(fire, delayMs, queue)
    return timer
  }

  function fire(queue: Queue): void {
    queue.handle = undefined
    queue.firing = true
    const nowMs = clock.now()
    try {
      while (queue.first !== undefined && queue.first.dueMs <= nowMs) {
        const timer = queue.first
        remove(timer)
        timer.run(timer.argument as never)
      }
    } finally {
      queue.firing = false
      if (queue.first === undefined) forget(queue)
      else queue.handle = clock.setTimer(fire, Math.max(0, queue.first.dueMs - nowMs), queue)
    }
  }

  function clearTimer(handle: TimerHandle): void {
    const timer = handle as Timer
    remove(timer)
    if (timer.queue.first === undefined && !timer.queue.firing) forget(timer.queue)
  }

  /** Nothing stays behind, not even the queue: there may be as many delays as calls. */
  function forget(queue: Queue): void {
    if (queue.handle !== undefined) clock.clearTimer(queue.handle)
    queue.handle = undefined
    if (queues.get(queue.delayMs) === queue) queues.delete(queue.delayMs)
  }

  return {
    now: () => clock.now(),
    epochMs: () => clock.epochMs(),
    random: () => clock.random(),
    setTimer,
    clearTimer,
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
