/**
 * Runs once all that is going on now is done, promises included: a tick that is asked for among promises comes after
 * the last of them. What is appended until then shares a commit.
 */
export function afterThis(run: () => void): void {
  queueMicrotask(() => process.nextTick(run))
}
