import type { Pull } from './pull.ts'

/** Ends the wait as soon as the signal fires, and then cancels. It listens only while it waits. */
export function abortable<T>(pull: Pull<T>, signal: AbortSignal | undefined): Pull<T> {
  if (signal === undefined) return pull
  return {
    next: () => raceAbort(pull.next, signal, pull.cancel),
    cancel: pull.cancel,
  }
}

/**
 * Waits for what `start` begins, but no longer than until the signal fires; then rejects with its reason and calls
 * `onAbort`. With a signal that has fired already nothing is begun.
 */
export function raceAbort<T>(
  start: () => Promise<T>,
  signal: AbortSignal,
  onAbort: () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason as Error)
      onAbort()
    }
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    const settle = (): void => signal.removeEventListener('abort', abort)
    const pending = start()
    pending.then(settle, settle)
    pending.then(resolve, reject)
  })
}
