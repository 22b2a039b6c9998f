/** Why a call, an attempt or a turn is to stop, as seen from outside. */
export interface Cause {
  readonly kind: 'timeout' | 'deadline' | 'cancelled' | 'discarded' | 'sibling-failed'
  readonly atMs: number
  /**
   * False for a cause that falls into this very moment and may or may not have been acted upon: two timers of one
   * moment fire in an order that is nobody's business.
   */
  readonly certain: boolean
  /** It will have come before time moves on. */
  readonly isDue: boolean
}

export function earliest(causes: readonly Cause[]): Cause | undefined {
  let first: Cause | undefined
  for (const cause of causes)
    if (cause.certain && (first === undefined || cause.atMs < first.atMs)) first = cause
  return first
}

/** The causes that may have been the first. */
export function firstOnes(causes: readonly Cause[]): readonly Cause[] {
  const atMs = earliest(causes)?.atMs ?? Infinity
  return causes.filter((cause) => cause.atMs <= atMs)
}
