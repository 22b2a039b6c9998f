import { toContent } from '../call/content/content.ts'
import type { ToolResult } from '../call/result.ts'
import type { StoredResult } from '../journal/journal.ts'
import type { Answer } from './answers.ts'
import type { Entry } from './entry.ts'

/** A call's one result, from the tool's value or the answer in its stead. */
export function resultOf(
  entry: Entry,
  answer: Answer | 'ok',
  value: unknown,
  nowMs: number,
): ToolResult {
  const { id, call, attempts, receivedMs, startedMs, runMs, waits } = entry
  return {
    id,
    name: call.name,
    status: answer === 'ok' ? 'ok' : answer.status,
    content: answer === 'ok' ? toContent(value) : answer.error.message,
    value,
    error: answer === 'ok' ? undefined : answer.error,
    attempts,
    timing: { receivedMs, startedMs, settledMs: nowMs, runMs, waits },
  }
}

/** A kept result, given again to the same call. */
export function restoredResult(entry: Entry, stored: StoredResult, nowMs: number): ToolResult {
  const { status, content, error, attempts } = stored
  const { receivedMs, waits } = entry
  return {
    id: entry.id,
    name: entry.call.name,
    status,
    content,
    value: 'value' in stored ? stored.value : status === 'ok' ? content : undefined,
    error,
    attempts,
    timing: { receivedMs, settledMs: nowMs, runMs: 0, waits },
    restored: true,
  }
}
