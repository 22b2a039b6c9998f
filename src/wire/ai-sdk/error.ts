import { redact } from '../../util/redact.ts'
import { isRecord, textOf } from '../shared/shape.ts'
import { errorClause } from '../shared/ending/stop.ts'
import { excerpt, providerMessage } from '../source/source-error.ts'

/** What an error part says: its error may be an `Error`, a provider's error payload, a text, or anything else. */
export function saidByError(error: unknown): string {
  if (error instanceof Error || !isRecord(error))
    return errorClause(error ?? 'an error without a message')
  const said = providerMessage(error) ?? (textOf(error.message) || excerpt(asJson(error)))
  return redact(said).replace(/\.$/, '')
}

function asJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return 'an error that cannot be shown'
  }
}
