/** What one attempt tells of the downstream's health. */
export interface Sample {
  /** How long it took, in milliseconds. */
  readonly runMs: number
  /** How many were in flight when it ended, itself among them. */
  readonly inFlight: number
  /** It was rejected or timed out. */
  readonly dropped: boolean
}

/** How many may be in flight, learnt from samples. A decision only: its semaphore holds the permits. */
export interface LimitAlgorithm {
  /** A whole number, at least 1. */
  readonly limit: number
  onSample(sample: Sample): void
}

/** A range with every default filled in. */
export interface FullRange {
  readonly min: number
  readonly max: number
  readonly initial: number
}

export interface LimitRange {
  /** Default 1. */
  readonly min?: number | undefined
  /** Default 200. */
  readonly max?: number | undefined
  /** Where the limit begins; default 20, kept within `min` and `max`. */
  readonly initial?: number | undefined
}

/**
 * Netflix concurrency-limits begins at 20 and ends at 200, as here; its least is 20, which suits a server but not one
 * who calls services that may take a single call at a time.
 */
const rangeDefaults: FullRange = Object.freeze({ min: 1, max: 200, initial: 20 })

export function fillRange(range: LimitRange): FullRange {
  const min = range.min ?? rangeDefaults.min
  const max = range.max ?? Math.max(rangeDefaults.max, min)
  return { min, max, initial: clamp(range.initial ?? rangeDefaults.initial, min, max) }
}

export function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value))
}
