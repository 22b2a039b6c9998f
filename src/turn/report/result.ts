import { toContent, type Content } from '../../call/content/content.ts'
import type { ToolResult } from '../../call/report/result.ts'
import type { StoredResult } from '../../journal/journal.ts'
import type { CallRecord } from '../call-record.ts'
import type { Outcome } from '../waits/wait.ts'

/** A call's one result, from its outcome. */
export function resultOf(call: CallRecord, outcome: Outcome, nowMs: number): ToolResult {
  const { id, receivedMs, attempts, waits } = call
  const isOk = outcome.status === 'ok'
  return {
    id,
    name: call.call.name,
    status: outcome.status,
    content: isOk ? toContent(outcome.value) : outcome.error.message,
    value: isOk ? outcome.value : undefined,
    error: isOk ? undefined : outcome.error,
    attempts: attempts?.started ?? 0,
    timing: {
      receivedMs,
      startedMs: attempts?.startedMs,
      settledMs: nowMs,
      runMs: attempts?.runMs ?? 0,
      waits,
    },
  }
}

/** A kept result, given again to the same call. */
export function restoredResult(call: CallRecord, stored: StoredResult, nowMs: number): ToolResult {
  const { status, content, error, attempts } = stored
  const { receivedMs, waits } = call
  return {
    id: call.id,
    name: call.call.name,
    status,
    content,
    value: 'value' in stored ? stored.value : status === 'ok' ? content : undefined,
    error,
    attempts,
    timing: { receivedMs, settledMs: nowMs, runMs: 0, waits },
    restored: true,
  }
}

/** A result as the journal keeps it. */
export function storedResult({
  status,
  content,
  error,
  attempts,
  value,
}: ToolResult): StoredResult {
  // JSON has no undefined: a reference to it gets null, now as later.
  const kept = status === 'ok' ? plainOf(value ?? null, content) : undefined
  return {
    status,
    content,
    ...(kept !== undefined && { value: kept }),
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
