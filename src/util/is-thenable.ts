/**
 * Whether a value is a promise of any kind: of this realm, another, or somebody's own making. Throws what its `then`
 * does when it is read.
 */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    typeof (value as { then?: unknown }).then === 'function'
  )
}
