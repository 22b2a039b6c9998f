import type { ToolResult } from '../call/result.ts'
import type { StoredResult } from '../journal/journal.ts'
import type { Entry } from './entry.ts'

/** A settled call's result as the journal keeps it. */
export function storedResult({ result }: Entry): StoredResult {
  const { status, content, value, error, attempts } = result as ToolResult
  return {
    status,
    content,
    ...(value !== content && isPlain(value) && { value }),
    ...(error !== undefined && { error: { code: error.code, message: error.message } }),
    attempts,
  }
}

/** Whether JSON gives back what it was given. */
function isPlain(value: unknown): boolean {
  if (value === undefined) return false
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object') return false
  try {
    return JSON.stringify(value) !== undefined
  } catch {
    return false
  }
}
