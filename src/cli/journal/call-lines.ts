import type { ToolCall } from '../../call/call.ts'
import type { CallHistory } from '../../journal/journal.ts'
import { canonicalJson } from '../../util/canonical-json.ts'
import { moment, seconds } from '../../util/term/time.ts'
import { idName } from '../approve/call-name.ts'
import { short } from '../term/print.ts'

/** What is kept of a call: its arguments, who was asked, how it ran, what came of it. */
export function callLines(call: CallHistory): string[] {
  const { callKey, name, input, result } = call
  const lines = [
    `  ${idName(callKey)}  ${short(name)} ${short(input)}`,
    ...questionLines(call),
    ...stateLines(call),
  ]
  if (result !== undefined) lines.push(`    ${short(contentText(result.content))}`)
  return lines
}

/** A call of a message of which nothing else is kept. */
export function unkeptLines({ id, name, input }: ToolCall): string[] {
  return [
    `  ${idName(id)}  ${short(name)} ${short(canonicalJson(input) ?? '')}`,
    '    nothing kept: it only reads, or did not start',
  ]
}

/** The question to a person, and the answer. */
function questionLines(call: CallHistory): string[] {
  const { askedAtMs, input, resolvedInput, decision } = call
  if (askedAtMs === undefined) return []
  const lines = isWaiting(call) ? [] : [`    asked a person ${moment(askedAtMs)}`]
  if (resolvedInput !== undefined && resolvedInput !== input)
    lines.push(`    would run with: ${short(resolvedInput)}`)
  if (decision === undefined) return lines
  const { decision: said, reason, changedInput, atMs } = decision
  const why = reason === undefined ? '' : `: ${short(reason)}`
  lines.push(
    `    ${said} at ${moment(atMs)}, after ${seconds(Math.max(0, atMs - askedAtMs))}${why}`,
  )
  if (changedInput !== undefined) lines.push(`    with other arguments: ${short(changedInput)}`)
  return lines
}

function isWaiting({ askedAtMs, startedAtMs, decision, result }: CallHistory): boolean {
  const isOver = startedAtMs !== undefined || decision !== undefined || result !== undefined
  return askedAtMs !== undefined && !isOver
}

function stateLines(call: CallHistory): string[] {
  const { startedAtMs, settledAtMs, result, askedAtMs } = call
  const started = startedAtMs === undefined ? '' : `started ${moment(startedAtMs)}`
  if (result !== undefined)
    return [`    ${started}${started && ', '}settled ${moment(settledAtMs ?? 0)}: ${result.status}`]
  if (startedAtMs !== undefined) return [`    ${started}, no result`]
  return [
    isWaiting(call) ? `    waits for a person since ${moment(askedAtMs ?? 0)}` : '    not started',
  ]
}

function contentText(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content)
}
