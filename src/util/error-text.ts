import { catchRejections } from './catch-rejections.ts'

/**
 * The message of whatever was thrown. Never throws itself: what is thrown may be a trap from end to end; and who asks for it
 * has caught the promises that it may hold, too.
 */
export function errorText(thrown: unknown): string {
  catchRejections(thrown)
  try {
    if (typeof thrown === 'string') return thrown
    // Its text would be that of all that it holds, gaps included.
    if (Array.isArray(thrown)) return `it threw an array of ${thrown.length}`
    if (thrown instanceof Error) return String(thrown.message || thrown.name)
    const { message, status, statusText } = (thrown ?? {}) as Partial<Record<string, unknown>>
    if (typeof message === 'string') return message
    // A `Response`, as those throw who use `fetch`.
    if (typeof status === 'number') return `it threw ${`HTTP ${status} ${statusText ?? ''}`.trim()}`
    return `it threw ${String(thrown)}`
  } catch {
    return 'it threw something that cannot be read'
  }
}
