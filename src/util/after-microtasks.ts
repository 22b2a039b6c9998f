import { nextTurn } from './clock.ts'

const { nextTick } = (globalThis as { readonly process?: Partial<NodeJS.Process> }).process ?? {}

/**
 * Runs once all that is going on now is done, promises included: a tick that is asked for among promises comes after
 * the last of them. Where there are no ticks, it comes when the event loop has turned.
 */
export function afterMicrotasks(run: () => void): void {
  if (nextTick === undefined) void nextTurn().then(run)
  else queueMicrotask(() => nextTick(run))
}
