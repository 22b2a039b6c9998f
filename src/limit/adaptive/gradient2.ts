import { MovingAverage } from '../../util/moving-average.ts'
import {
  clamp,
  fillRange,
  type FullRange,
  type LimitAlgorithm,
  type LimitRange,
  type Sample,
} from './algorithm.ts'
import { SampleWindow, type WindowSummary } from './sample-window.ts'

/** How much longer than usual a call may take before the limit shrinks. */
const tolerance = 1.5
/** How much of a new estimate counts. */
const smoothing = 0.2
const longWindow = 600
/** The fewest samples that make a window. */
const leastSamples = 10
/** A window is about a round trip, so this many of them let the long average drift by no more than a third. */
const probeEvery = 100
/** More drops than this in a window count as the steepest gradient. */
const mostDropped = 0.1

/**
 * Follows the ratio of the usual run time, a long exponential average, to the present one: where calls take longer
 * they are queueing, and the limit shrinks by the ratio; where they do not it grows by the square root of itself.
 *
 * Formula, smoothing 0.2, tolerance 1.5, long window 600 and least window of 10 samples are those of Netflix
 * concurrency-limits (Gradient2Limit.java, WindowedLimit.java), the square root that of its GradientLimit.java and of
 * "Performance Under Load" (Netflix Technology Blog, 2018). A window ends after as many samples as the limit, about
 * a round trip, instead of after a second: there is no clock here.
 *
 * Under a load that never lets up the long average would come to hold the queue that the limit itself causes. As
 * GradientLimit does, it is therefore measured afresh now and then, first of all at the start, while the limit is
 * down to its square root; and as there is no latency in a rejection, drops do not enter the averages.
 */
export class Gradient2 implements LimitAlgorithm {
  readonly #range: FullRange
  readonly #usual = new MovingAverage(longWindow)
  readonly #window = new SampleWindow()
  #estimate: number
  #probing = true
  #windowsToProbe = probeEvery
  /** How many of those to come began before the probe did. */
  #stale = 0

  constructor(range: LimitRange = {}) {
    this.#range = fillRange(range)
    this.#estimate = this.#range.initial
  }

  get limit(): number {
    const { min, max } = this.#range
    return Math.floor(this.#probing ? clamp(Math.sqrt(this.#estimate), min, max) : this.#estimate)
  }

  onSample(sample: Sample): void {
    if (this.#stale > 0) {
      this.#stale -= 1
      return
    }
    this.#window.add(sample)
    if (this.#window.count < Math.max(leastSamples, this.limit)) return
    const summary = this.#window.take()
    if (this.#probing) this.#endProbe(summary)
    else this.#update(summary, sample.inFlight)
  }

  #endProbe({ meanRunMs }: WindowSummary): void {
    // If even a few are all rejected there is nothing to measure: it goes on at the lowest limit.
    if (meanRunMs === undefined) {
      this.#estimate = this.#range.min
      return
    }
    this.#usual.restart(meanRunMs)
    this.#probing = false
    this.#windowsToProbe = probeEvery
  }

  #update({ meanRunMs, maxInFlight, droppedShare }: WindowSummary, inFlight: number): void {
    if (meanRunMs !== undefined) this.#learn(meanRunMs)
    // If the limit is not used, nothing tells whether it is right.
    if (maxInFlight >= this.#estimate / 2) this.#move(meanRunMs, droppedShare)
    this.#windowsToProbe -= 1
    if (this.#windowsToProbe > 0) return
    this.#probing = true
    this.#stale = inFlight - 1
  }

  #learn(meanRunMs: number): void {
    this.#usual.add(meanRunMs)
    // A long overload is over: the average would take long to notice.
    if (this.#usual.value > 2 * meanRunMs) this.#usual.scale(0.95)
  }

  #move(meanRunMs: number | undefined, droppedShare: number): void {
    let gradient = 0.5
    if (meanRunMs !== undefined && droppedShare <= mostDropped)
      // What takes no time that the clock can tell does not queue.
      gradient = meanRunMs === 0 ? 1 : clamp((tolerance * this.#usual.value) / meanRunMs, 0.5, 1)
    const next = this.#estimate * gradient + Math.sqrt(this.#estimate)
    const smoothed = this.#estimate * (1 - smoothing) + next * smoothing
    this.#estimate = clamp(smoothed, this.#range.min, this.#range.max)
  }
}
