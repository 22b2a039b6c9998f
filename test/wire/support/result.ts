import type { Content } from '../../../src/call/content/content.ts'
import type { Status, ToolResult } from '../../../src/call/report/result.ts'

/** A result as a turn makes it. */
export function result(id: string, status: Status, content: Content, message?: string): ToolResult {
  return {
    id,
    name: 'f',
    status,
    content,
    error: message === undefined ? undefined : { code: 'tool_error', message },
    attempts: 1,
    timing: { receivedMs: 0, settledMs: 1, runMs: 1, waits: [] },
  }
}
