import type { RunEvent } from '../../agent/contract.ts'
import { toPlain } from '../../call/content/to-plain.ts'
import type { TurnEvent } from '../../call/report/event.ts'
import type { CallError, ToolResult } from '../../call/report/result.ts'
import { redact } from '../../util/redact.ts'
import type { TracedError, TracedEvent, TraceLine, TracedResult, TracedTurnEvent } from './line.ts'

/** An event of a run without what JSON does not hold, and without what other lines say. */
export function tracedEvent(event: RunEvent): TracedEvent {
  return event.type === 'turn' ? { ...event, event: tracedTurnEvent(event.event) } : event
}

/** An event of a turn, likewise. */
export function tracedTurnEvent(event: TurnEvent): TracedTurnEvent {
  switch (event.type) {
    case 'call.settled':
      return { ...event, result: tracedResult(event.result) }
    case 'call.retrying':
      return { ...event, error: tracedError(event.error) }
    case 'turn.settled': {
      const { outcome, stats, pending, warnings } = event.report
      return { ...event, report: { outcome, stats, pending, warnings } }
    }
    default:
      return event
  }
}

function tracedResult({ value: _value, error, ...result }: ToolResult): TracedResult {
  return error === undefined ? result : { ...result, error: tracedError(error) }
}

function tracedError({ code, message, cause }: CallError): TracedError {
  return cause === undefined ? { code, message } : { code, message, cause: causeText(cause) }
}

/** With its stack, and those of its own causes, as far as a developer reads. */
function causeText(cause: unknown): string {
  const texts: string[] = []
  let next = cause
  while (next !== undefined && texts.length < 5) {
    texts.push(next instanceof Error ? String(next.stack ?? next.message) : plainText(next))
    next = next instanceof Error ? next.cause : undefined
  }
  return redact(texts.join('\ncaused by: '))
}

/** One line as JSON. Never throws: what JSON cannot hold is as models are told of it. */
export function lineText(line: TraceLine): string {
  return `${plainText(line)}\n`
}

function plainText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null'
  } catch {
    return JSON.stringify(toPlain(value)) ?? 'null'
  }
}
