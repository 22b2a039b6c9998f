import type { HrTime } from '@opentelemetry/api'
import type { Clock } from '../../util/clock.ts'

/** By how much the machine's date may differ from what it was by the other clock, in milliseconds, before it counts as set anew. */
const mostDriftMs = 10

/**
 * Dates for moments of a clock that never goes back. All that begins while the machine's date is not set anew has the same
 * distance between the two, so that the spans of agents, turns and calls fit into each other.
 */
class WallClock {
  readonly #clock: Clock
  #offsetMs = NaN

  constructor(clock: Clock) {
    this.#clock = clock
  }

  offsetMs(): number {
    const offsetMs = this.#clock.epochMs() - this.#clock.now()
    if (!(Math.abs(offsetMs - this.#offsetMs) <= mostDriftMs)) this.#offsetMs = offsetMs
    return this.#offsetMs
  }
}

const byClock = new WeakMap<Clock, WallClock>()

/** How much later a clock's date is than its time, in milliseconds, for something that begins now. */
export function dateOffsetMs(clock: Clock): number {
  let wall = byClock.get(clock)
  if (wall === undefined) byClock.set(clock, (wall = new WallClock(clock)))
  return wall.offsetMs()
}

/** A date as spans take it. Of a number, OpenTelemetry would guess by its size what it means. */
export function hrTime(epochMs: number): HrTime {
  const seconds = Math.floor(epochMs / 1_000)
  return [seconds, Math.round((epochMs - seconds * 1_000) * 1_000_000)]
}
