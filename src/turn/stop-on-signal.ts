import type { StopCause } from '../call/stop-cause.ts'
import { FanfoldError } from '../call/error.ts'

/** Calls `stop` once the signal fires, or at once if it has. Returns what takes the listener back. */
export function stopOnSignal(signal: AbortSignal, stop: (cause: StopCause) => void): () => void {
  const onAbort = (): void => stop(causeOf(signal.reason))
  if (signal.aborted) {
    onAbort()
    return () => {}
  }
  signal.addEventListener('abort', onAbort, { once: true })
  return () => signal.removeEventListener('abort', onAbort)
}

function causeOf(reason: unknown): StopCause {
  if (!(reason instanceof Error)) return { kind: 'cancelled', message: String(reason) }
  return { kind: isTimeout(reason) ? 'deadline' : 'cancelled', message: reason.message }
}

/** Whoever aborts because time ran out says so, as `AbortSignal.timeout` does. */
function isTimeout(reason: Error): boolean {
  return reason.name === 'TimeoutError' || (FanfoldError.is(reason) && reason.code === 'deadline')
}
