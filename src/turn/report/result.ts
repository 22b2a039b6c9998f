import { toContent, type Content } from '../../call/content/content.ts'
import { ChangedReady } from '../../call/known.ts'
import type { CallError, Timing, ToolResult, Wait } from '../../call/report/result.ts'
import type { StoredResult } from '../../journal/journal.ts'
import type { CallRecord } from '../call-record.ts'
import { plainClass, type Mutable } from '../../util/without-literal.ts'
import type { Outcome } from '../waits/wait.ts'
import { opaqueWatch } from './opaque-values.ts'
import { withNote, withoutNote } from './changed-note.ts'

const PlainTiming = plainClass(function fill(
  this: Mutable<Timing>,
  receivedMs: number,
  startedMs: number | undefined,
  settledMs: number,
  runMs: number,
  waits: readonly Wait[],
) {
  this.receivedMs = receivedMs
  this.startedMs = startedMs
  this.settledMs = settledMs
  this.runMs = runMs
  this.waits = waits
})

const PlainResult = plainClass(function fill(
  this: Mutable<ToolResult>,
  id: string,
  name: string,
  outcome: Outcome,
  content: Content,
  attempts: number,
  timing: Timing,
) {
  const isOk = outcome.status === 'ok'
  this.id = id
  this.name = name
  this.status = outcome.status
  this.content = content
  this.value = isOk ? outcome.value : undefined
  this.error = isOk ? undefined : outcome.error
  this.attempts = attempts
  this.timing = timing
})

/** A call's one result, from its outcome. */
export function resultOf(call: CallRecord, outcome: Outcome, nowMs: number): ToolResult {
  const { id, receivedMs, attempts, waits } = call
  const started = attempts?.started ?? 0
  const timing = new PlainTiming(
    receivedMs,
    attempts?.startedMs,
    nowMs,
    attempts?.runMs ?? 0,
    waits,
  )
  const content = outcome.status === 'ok' ? contentOf(call, outcome.value) : outcome.error.message
  const result = new PlainResult(id, call.call.name, outcome, content, started, timing)
  const { known } = call
  if (!(known instanceof ChangedReady)) return result
  const { changedInput } = known
  return { ...result, content: withNote(changedInput, result.content), changedInput }
}

function contentOf(call: CallRecord, value: unknown): Content {
  return typeof value === 'string' ? value : toContent(value, opaqueWatch(call))
}

/** A kept result, given again to the same call. */
export function restoredResult(call: CallRecord, stored: StoredResult, nowMs: number): ToolResult {
  const { status, content, error, attempts, changedInput } = stored
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
    ...(changedInput !== undefined && { changedInput }),
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
  changedInput,
}: ToolResult): StoredResult {
  // Of one with a note the content is not the value.
  const bare = changedInput === undefined ? content : withoutNote(changedInput, content)
  // JSON has no undefined: a reference to it gets null, now as later.
  const plain = status === 'ok' ? plainOf(value ?? null, bare) : undefined
  const kept = plain === undefined && status === 'ok' && bare !== content ? bare : plain
  return {
    status,
    content,
    ...(kept !== undefined && { value: kept }),
    ...(error !== undefined && { error: plainError(error) }),
    attempts,
    ...(changedInput !== undefined && { changedInput }),
  }
}

function plainError({ code, message, transient }: CallError): Omit<CallError, 'cause'> {
  return transient ? { code, message, transient } : { code, message }
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
