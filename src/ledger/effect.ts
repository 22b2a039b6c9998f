import { overlap } from '../keys/key.ts'
import type { RecordedCall } from './recorded.ts'

/** What a call did to the world, as far as anybody says. Without keys it may have touched anything. */
export interface Effect {
  readonly kind: 'reads' | 'writes' | 'unknown'
  /** The resource keys that it read or wrote. */
  readonly keys?: readonly string[] | undefined
  /** Those that it also read, of one that writes. */
  readonly alsoReads?: readonly string[] | undefined
  /** Nobody declared it: it was read off names, so that it proves less. */
  readonly guessed?: boolean | undefined
}

/** Says what a call of a run did. It is asked once a call. */
export type EffectsOf = (call: RecordedCall) => Effect

/** Whether what one of two calls changed may be what the other read or changed; undefined if nobody knows. */
export function conflict(earlier: Effect, later: Effect): boolean | undefined {
  if (earlier.kind === 'reads' && later.kind === 'reads') return false
  if (earlier.kind === 'unknown' || later.kind === 'unknown') return undefined
  return meets(writesOf(earlier), touchedBy(later)) || meets(touchedBy(earlier), writesOf(later))
}

const everything: readonly string[] = ['*']
const nothing: readonly string[] = []

function writesOf({ kind, keys }: Effect): readonly string[] {
  return kind === 'writes' ? (keys ?? everything) : nothing
}

function touchedBy({ keys, alsoReads = nothing }: Effect): readonly string[] {
  return [...(keys ?? everything), ...alsoReads]
}

function meets(some: readonly string[], others: readonly string[]): boolean {
  return some.some((one) => others.some((other) => overlap(one, other)))
}
