import type { RunResult } from '../../agent/contract.ts'
import type { ToolResult } from '../../call/report/result.ts'

/** What `fanfold run --json` prints: plain data, without what was thrown. */
export function runJson(
  model: string,
  { text, outcome, pending, stats, turns, warnings }: RunResult<unknown>,
): object {
  return {
    model,
    outcome,
    text,
    ...(pending.length > 0 && { pending }),
    ...(warnings.length > 0 && { warnings }),
    stats,
    turns: turns.map((turn) => ({ outcome: turn.outcome, results: turn.results.map(resultJson) })),
  }
}

function resultJson({ id, name, status, content, error, attempts, timing }: ToolResult): object {
  const { startedMs, settledMs, runMs } = timing
  const { code, message } = error ?? {}
  return {
    id,
    name,
    status,
    content,
    ...(error === undefined ? {} : { error: { code, message } }),
    attempts,
    startedMs,
    settledMs,
    runMs,
  }
}
