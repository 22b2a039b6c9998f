import { faultError } from '../fault.ts'
import type { JournalRecord } from '../journal.ts'
import { toText } from '../json-text.ts'
import type { Row } from './messages.ts'

/**
 * A record as its statement takes it. A copy: the caller may go on to change what it gave.
 *
 * @throws {FanfoldError} `journal_record`, if it cannot be written as JSON.
 */
export function rowOf(record: JournalRecord): Row {
  const values = valuesOf(record)
  for (const value of values) if (typeof value === 'string') checkText(record.kind, value)
  return { kind: record.kind, values }
}

/** Half a surrogate pair has no UTF-8, and would come back as something else. */
function checkText(kind: string, text: string): void {
  if (text.isWellFormed()) return
  const message = `Expected the texts of a ${kind} record to be well-formed Unicode, got ${JSON.stringify(text)}.`
  throw faultError({ code: 'journal_record', message })
}

function valuesOf(record: JournalRecord): Row['values'] {
  switch (record.kind) {
    case 'call.started': {
      const { turnId, callKey, name, input, idempotencyKey, atMs } = record
      return [turnId, callKey, name, input, idempotencyKey, atMs]
    }
    case 'call.settled': {
      const { turnId, callKey, name, input, result, atMs } = record
      return [turnId, callKey, name, input, toText(`the result of ${name}`, result), atMs]
    }
    case 'call.withdrawn': {
      const { turnId, callKey, name, input, atMs } = record
      return [turnId, callKey, name, input, atMs]
    }
    case 'call.asked': {
      const { turnId, callKey, name, input, atMs, resolvedInput } = record
      return [turnId, callKey, name, input, atMs, resolvedInput ?? null]
    }
    case 'call.decided': {
      const { turnId, callKey, decision, reason, atMs, changedInput } = record
      return [turnId, callKey, decision, reason ?? null, atMs, changedInput ?? null]
    }
    case 'run.started': {
      const { runId, format, messages, atMs } = record
      return [runId, format, toText(`the messages of run ${runId}`, messages), atMs]
    }
    case 'run.message': {
      const { runId, turn, turnId, messages, asked, calls, reply, atMs } = record
      const what = `message ${turn} of run ${runId}`
      const [sent, made] = [toText(what, messages), toText(`the calls of ${what}`, calls)]
      return [runId, turn, turnId, sent, asked, made, toText(`the text of ${what}`, reply), atMs]
    }
    case 'run.ended':
      return [record.runId, record.outcome, record.atMs]
  }
}
