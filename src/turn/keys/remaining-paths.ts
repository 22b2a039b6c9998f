import type { AnyTool } from '../../call/tool.ts'
import { LaterClaims } from '../../keys/later-claims.ts'
import type { Ranking } from '../../limit/ranking.ts'
import type { MovingAverage } from '../../util/moving-average.ts'
import type { CallRecord } from '../call-record.ts'

/** How long a tool's calls have run, in milliseconds. */
export interface RunTimes {
  of(tool: AnyTool): { readonly runTimes: MovingAverage }
}

/** So few calls are looked at whenever anything has changed. */
const few = 16
/** Of more calls so many have to have come or ended for each one that is looked at again. */
const share = 1 / 2

/**
 * How long it takes until a call and all calls of its turn that wait for it have ended: as long as its tool's calls took
 * recently, and then the longest of those that need its result or come after it over a key. A tool that has not run yet counts as
 * the average of the others.
 *
 * All are computed together, from the last call to the first, and only when somebody has to choose between calls in line. As
 * a part of them has to have changed before that happens again, a call costs the same however many there are.
 */
export class RemainingPaths implements Ranking {
  readonly #ofTools: RunTimes
  /** Each after those of its turn that it may wait for. */
  #calls: CallRecord[] = []
  #changes = 0
  /** Those of all tools that its calls have had. */
  readonly #tools: Set<MovingAverage> = new Set()

  constructor(ofTools: RunTimes) {
    this.#ofTools = ofTools
  }

  get isDue(): boolean {
    if (this.#changes === 0) return false
    return this.#calls.length <= few || this.#changes >= this.#calls.length * share
  }

  /** To be called for every call of a turn that has not ended, in call order. */
  add(call: CallRecord): void {
    this.#calls.push(call)
    this.#changes += 1
  }

  /** One of them has ended. */
  ended(): void {
    this.#changes += 1
  }

  update(): void {
    this.#changes = 0
    const calls = (this.#calls = this.#calls.filter(({ outcome }) => outcome === undefined))
    const runTimes = this.#runTimes(calls)
    const unseenMs = averageOf(this.#tools)
    for (const call of calls) call.pathMs = 0
    const later = new LaterClaims<CallRecord>()
    for (let at = calls.length - 1; at >= 0; at -= 1) {
      const call = calls[at] as CallRecord
      const { place } = call
      const seen = runTimes[at]
      const ownMs = seen === undefined || seen.isEmpty ? unseenMs : seen.value
      // Those that need its result have noted their paths here.
      const afterMs = Math.max(call.pathMs, place === undefined ? 0 : later.longestAfter(place))
      call.pathMs = ownMs + afterMs
      if (place !== undefined) later.tell(place, call.pathMs)
      for (const need of call.needs) need.pathMs = Math.max(need.pathMs, call.pathMs)
    }
  }

  #runTimes(calls: readonly CallRecord[]): (MovingAverage | undefined)[] {
    let last: AnyTool | undefined
    let ofLast: MovingAverage | undefined
    return calls.map(({ tool }) => {
      // Mostly neighbours are calls of one tool.
      if (tool !== last) {
        last = tool
        ofLast = tool && this.#ofTools.of(tool).runTimes
        if (ofLast !== undefined) this.#tools.add(ofLast)
      }
      return ofLast
    })
  }
}

/** 1 if none of them has a value. */
function averageOf(runTimes: Iterable<MovingAverage>): number {
  let sum = 0
  let count = 0
  for (const one of runTimes)
    if (!one.isEmpty) {
      sum += one.value
      count += 1
    }
  return count === 0 ? 1 : sum / count
}
