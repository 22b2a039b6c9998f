/**
 * Runs once all that is going on now is done, promises included: a tick that is asked for among promises comes after
 * the last of them.
 */
export function afterMicrotasks(run: () => void): void {
  queueMicrotask(() => process.nextTick(run))
}
