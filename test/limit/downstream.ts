import { AdaptiveSemaphore } from '../../src/limit/adaptive/adaptive-semaphore.ts'
import type { LimitAlgorithm } from '../../src/limit/adaptive/algorithm.ts'
import { Lane } from '../../src/limit/lane.ts'
import { Limiter } from '../../src/limit/limiter.ts'
import { Share } from '../../src/limit/lane.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { Call } from './harness.ts'

export interface Downstream {
  /** How many it works on at once, at a moment. */
  readonly capacity: (nowMs: number) => number
  /** How many it lets wait beyond those; further ones are rejected after a millisecond. */
  readonly queue: number
  /** How long one takes, without waiting: 80 to 120 % of this. */
  readonly serviceMs: number
}

/**
 * Keeps a downstream busy through a limiter with an adaptive gate: there are always calls that wait to start.
 *
 * @returns the limit's mean in each tenth of the time.
 */
export async function limitsOverTime(
  algorithm: LimitAlgorithm,
  { capacity, queue, serviceMs }: Downstream,
  forMs: number,
): Promise<number[]> {
  const clock = virtualClock({ seed: 7 })
  const slots = new AdaptiveSemaphore('slots', algorithm)
  const lane = new Lane([], slots)
  const limiter = new Limiter(slots, undefined, clock)
  const share = new Share()
  const line: { readonly call: Call; readonly startedMs: number }[] = []
  const tenths = Array.from({ length: 10 }, () => ({ sum: 0, count: 0 }))
  let busy = 0

  function start(call: Call): void {
    const startedMs = clock.now()
    if (line.length >= queue) clock.setTimer(() => end(call, startedMs, 'dropped'), 1, undefined)
    else line.push({ call, startedMs })
    serve()
  }

  function serve(): void {
    while (busy < capacity(clock.now())) {
      const next = line.shift()
      if (next === undefined) return
      busy += 1
      const delayMs = serviceMs * (0.8 + 0.4 * clock.random())
      clock.setTimer(() => served(next.call, next.startedMs), delayMs, undefined)
    }
  }

  function served(call: Call, startedMs: number): void {
    busy -= 1
    end(call, startedMs, 'success')
    serve()
  }

  function end(call: Call, startedMs: number, outcome: 'success' | 'dropped'): void {
    const nowMs = clock.now()
    const tenth = tenths[Math.min(9, Math.floor((nowMs / forMs) * 10))]
    if (tenth !== undefined) {
      tenth.sum += algorithm.limit
      tenth.count += 1
    }
    limiter.finish(call, outcome, nowMs - startedMs)
    if (nowMs < forMs) limiter.enqueue(new Call('call', share, lane, start))
    limiter.pump()
  }

  for (let waiting = 0; waiting < 400; waiting += 1)
    limiter.enqueue(new Call('call', share, lane, start))
  limiter.pump()
  await clock.advance(forMs)
  return tenths.map(({ sum, count }) => sum / count)
}
