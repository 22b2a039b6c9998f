import { faultError } from '../fault.ts'
import type { JournalRecord, OuterCall } from '../journal.ts'
import { toText } from '../json-text.ts'
import { toMarkedText } from '../long-texts.ts'
import type { Row } from './messages.ts'

/**
 * A record as its statement takes it. A copy: the caller may go on to change what it gave.
 *
 * @param texts is added the long texts that one of its values lacks, if there are any.
 * @throws {FanfoldError} `journal_record`, if it cannot be written as JSON.
 */
export function rowOf(record: JournalRecord, texts: string[] = []): Row {
  const before = texts.length
  const values = valuesOf(record, texts)
  for (const value of values) if (typeof value === 'string') checkText(record.kind, value)
  const { kind } = record
  const row = { kind, values, ...(texts.length > before && { markedAt: markedAt[kind] }) }
  if (kind !== 'call.settled' && kind !== 'call.withdrawn') return row
  return { ...row, compared: [record.start ?? null] }
}

/** Which value may be long. */
const markedAt: Partial<Record<JournalRecord['kind'], number>> = {
  'call.settled': 4,
  'run.started': 2,
  'run.message': 3,
}

/** Half a surrogate pair has no UTF-8, and would come back as something else. */
function checkText(kind: string, text: string): void {
  if (text.isWellFormed()) return
  const message = `Expected the texts of a ${kind} record to be well-formed Unicode, got ${JSON.stringify(text)}.`
  throw faultError({ code: 'journal_record', message })
}

function valuesOf(record: JournalRecord, texts: string[]): Row['values'] {
  switch (record.kind) {
    case 'call.started': {
      const { turnId, callKey, name, input, idempotencyKey, start = 1, atMs } = record
      return [turnId, callKey, name, input, idempotencyKey, atMs, start, ...outerOf(record)]
    }
    case 'call.settled': {
      const { turnId, callKey, name, input, result, atMs } = record
      const text = toMarkedText(`the result of ${name}`, result, texts)
      return [turnId, callKey, name, input, text, atMs, ...outerOf(record)]
    }
    case 'call.withdrawn': {
      const { turnId, callKey, name, input, atMs } = record
      return [turnId, callKey, name, input, atMs]
    }
    case 'call.asked': {
      const { turnId, callKey, name, input, atMs, resolvedInput } = record
      const resolved = resolvedInput ?? null
      return [turnId, callKey, name, input, atMs, resolved, ...outerOf(record)]
    }
    case 'call.decided': {
      const { turnId, callKey, decision, reason, atMs, changedInput } = record
      return [turnId, callKey, decision, reason ?? null, atMs, changedInput ?? null]
    }
    case 'run.started': {
      const { runId, format, messages, name = null, atMs } = record
      const text = toMarkedText(`the messages of run ${runId}`, messages, texts)
      return [runId, format, text, atMs, name, ...outerOf(record)]
    }
    case 'run.message': {
      const { runId, turn, turnId, messages, asked, calls, reply, atMs } = record
      const what = `message ${turn} of run ${runId}`
      const sent = toMarkedText(what, messages, texts)
      const made = toText(`the calls of ${what}`, calls)
      return [runId, turn, turnId, sent, asked, made, toText(`the text of ${what}`, reply), atMs]
    }
    case 'run.ended':
      return [record.runId, record.outcome, record.atMs]
  }
}

function outerOf({ inside }: { readonly inside?: OuterCall | undefined }): (string | null)[] {
  return [inside?.turnId ?? null, inside?.callKey ?? null]
}
