import type { RunResult } from '../../agent/contract.ts'
import { formatError } from '../../call/errors/format-error.ts'
import type { ToolResult } from '../../call/report/result.ts'

/** What `fanfold run --json` prints: plain data. */
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
    turns: turns.map(({ outcome, results, warnings }) => ({
      outcome,
      results: results.map(resultJson),
      ...(warnings.length > 0 && { warnings }),
    })),
  }
}

function resultJson({ id, name, status, content, error, attempts, timing }: ToolResult): object {
  const { startedMs, settledMs, runMs } = timing
  const { code, message, cause } = error ?? {}
  // It is for the person who runs the command, and goes to no model.
  const thrown = cause === undefined ? {} : { cause: formatError(cause) }
  return {
    id,
    name,
    status,
    content,
    ...(error === undefined ? {} : { error: { code, message, ...thrown } }),
    attempts,
    startedMs,
    settledMs,
    runMs,
  }
}
