import type { TurnReport } from '../../call/report/report.ts'
import type { ToolResult } from '../../call/report/result.ts'
import type { AttemptStretch, CallRow, WaitStretch } from './row.ts'

/** The rows of a turn that is over, as its report tells them. The calls' inputs are not in it. */
export function reportRows({ id, results }: TurnReport): CallRow[] {
  return results.map((result, index) => rowOf(result, id, index))
}

function rowOf(result: ToolResult, turnId: string, index: number): CallRow {
  const { id: callId, name, status, content, error, timing, restored, changedInput } = result
  const { receivedMs, settledMs, waits } = timing
  return {
    kind: 'call',
    turn: undefined,
    turnId,
    callId,
    index,
    name,
    input: changedInput,
    changed: changedInput !== undefined,
    receivedMs,
    settledMs,
    waits: waits.map((wait): WaitStretch => ({ ...wait })),
    attempts: attemptsOf(result),
    state: status,
    content,
    ...(error && { fault: error }),
    restored: restored === true,
  }
}

/** A report says when the first attempt began and what the call waited for: between its waits it was at work. */
function attemptsOf({ timing, attempts: started }: ToolResult): AttemptStretch[] {
  const { startedMs, settledMs, waits } = timing
  if (startedMs === undefined) return []
  const attempts: AttemptStretch[] = []
  let startMs = startedMs
  const add = (endMs: number, failed: boolean): void => {
    const number = Math.min(attempts.length + 1, started)
    if (endMs > startMs || attempts.length === 0)
      attempts.push({ number, startMs, endMs, ...(failed && { failed }) })
  }
  for (const wait of waits) {
    if (wait.startMs < startMs) continue
    // A call that waits again has tried.
    add(wait.startMs, wait.reason === 'retry')
    startMs = wait.endMs
  }
  add(settledMs, false)
  return attempts
}
