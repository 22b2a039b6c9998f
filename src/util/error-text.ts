import { catchRejections } from './catch-rejections.ts'
import { networkCauseOf, type NetworkCause } from './network-cause.ts'

/**
 * The message of whatever was thrown, with its cause where that alone says something: "fetch failed: connect ECONNREFUSED …".
 * Never throws itself: what is thrown may be a trap from end to end; and who asks for it has caught the promises that it may
 * hold, too.
 */
export function errorText(thrown: unknown): string {
  return textOf(thrown, ({ message }) => message)
}

/** The same for a model: of a cause the code alone, which has no address in it. */
export function shortErrorText(thrown: unknown): string {
  return textOf(thrown, ({ code, message }) => code ?? message)
}

function textOf(thrown: unknown, tell: (cause: NetworkCause) => string): string {
  catchRejections(thrown)
  try {
    if (typeof thrown === 'string') return thrown
    // Its text would be that of all that it holds, gaps included.
    if (Array.isArray(thrown)) return `it threw an array of ${thrown.length}`
    if (thrown instanceof Error) {
      const cause = networkCauseOf(thrown)
      const own = String(thrown.message || thrown.name)
      return cause === undefined ? own : `${own.replace(/[.:]$/, '')}: ${tell(cause)}`
    }
    const { message, status, statusText } = (thrown ?? {}) as Partial<Record<string, unknown>>
    if (typeof message === 'string') return message
    // A `Response`, as those throw who use `fetch`.
    if (typeof status === 'number') return `it threw ${`HTTP ${status} ${statusText ?? ''}`.trim()}`
    return `it threw ${String(thrown)}`
  } catch {
    return 'it threw something that cannot be read'
  }
}
