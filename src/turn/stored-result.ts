import type { Content } from '../call/content/content.ts'
import type { ToolResult } from '../call/result.ts'
import type { StoredResult } from '../journal/journal.ts'
import type { Entry } from './entry.ts'

/** A settled call's result as the journal keeps it. */
export function storedResult({ result }: Entry): StoredResult {
  const { status, content, error, attempts } = result as ToolResult
  // JSON has no undefined; whoever refers to it gets null, now as later.
  const value = status === 'ok' ? plainOf(result?.value ?? null, content) : undefined
  return {
    status,
    content,
    ...(value !== undefined && { value }),
    ...(error !== undefined && { error: { code: error.code, message: error.message } }),
    attempts,
  }
}

/**
 * What JSON holds of a value, if that is not the content itself. It is read from the content, which is that JSON: the
 * value may have changed since, or throw when it is read again.
 */
function plainOf(value: unknown, content: Content): unknown {
  if (typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'object' || typeof content !== 'string') return undefined
  try {
    return JSON.parse(content) as unknown
  } catch {
    return undefined
  }
}
