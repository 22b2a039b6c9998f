import type { RunEvent } from '../../../../src/agent/contract.ts'
import type { CallError, ToolResult } from '../../../../src/call/report/result.ts'
import type { TracedError, TracedResult, TraceLine } from '../../../../src/observe/trace/line.ts'

/** An event as a line of a trace, its times as they would be without the speed. */
export function traced(event: RunEvent, speed: number): TraceLine {
  return slower(plain(event), speed) as TraceLine
}

function plain(event: RunEvent): object {
  if (event.type !== 'turn') return event
  const { event: inner } = event
  if (inner.type === 'call.settled')
    return { ...event, event: { ...inner, result: result(inner.result) } }
  if (inner.type === 'call.retrying')
    return { ...event, event: { ...inner, error: error(inner.error) } }
  if (inner.type !== 'turn.settled') return event
  const { outcome, stats, pending, warnings } = inner.report
  return { ...event, event: { ...inner, report: { outcome, stats, pending, warnings } } }
}

function result(whole: ToolResult): TracedResult {
  const { error: failure, ...rest } = { ...whole, value: undefined }
  return failure === undefined ? rest : { ...rest, error: error(failure) }
}

function error({ cause, ...rest }: CallError): TracedError {
  return cause === undefined
    ? rest
    : { ...rest, cause: cause instanceof Error ? String(cause.stack) : String(cause) }
}

/** Every field that ends in `Ms` is a time. */
function slower(value: unknown, speed: number): unknown {
  if (Array.isArray(value)) return value.map((each) => slower(each, speed))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, each]) => [
    name,
    typeof each === 'number' && name.endsWith('Ms') ? each * speed : slower(each, speed),
  ])
  return Object.fromEntries(entries) as object
}
