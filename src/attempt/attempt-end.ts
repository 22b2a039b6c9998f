import type { StopCause } from '../call/errors/stop-cause.ts'

export type AttemptEnd =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly error: unknown }
  | StoppedEnd

export interface StoppedEnd {
  readonly kind: 'stopped'
  readonly cause: StopCause
  /** It was in line elsewhere, and its tool was not called. */
  readonly notRun?: true
  /** What its tool threw within the grace, if that is not just why it was to stop. */
  readonly thrown?: unknown
}

/** How an attempt ended whose tool threw after it was told to stop. */
export function stoppedWith(
  cause: StopCause,
  end: AttemptEnd,
  reason: unknown,
  notRun: boolean,
): StoppedEnd {
  const thrown = end.kind === 'threw' && end.error !== reason ? { thrown: end.error } : undefined
  return { kind: 'stopped', cause, ...(notRun && { notRun }), ...thrown }
}
