/** The message of whatever was thrown. Never throws itself: what is thrown may be a trap from end to end. */
export function errorText(thrown: unknown): string {
  try {
    if (typeof thrown === 'string') return thrown
    if (thrown instanceof Error) return String(thrown.message || thrown.name)
    const { message } = (thrown ?? {}) as { message?: unknown }
    return typeof message === 'string' ? message : `it threw ${String(thrown)}`
  } catch {
    return 'it threw something that cannot be read'
  }
}
