import type { Exception } from '@opentelemetry/api'
import { errorText } from '../../../util/error-text.ts'
import { redactError } from '../../../util/error-length.ts'

/** What was thrown, as a span records it: without what looks like a credential. */
export function exceptionOf(thrown: unknown): Exception {
  const message = redactError(errorText(thrown))
  const { name, stack } = partsOf(thrown)
  return { name, message, ...(stack !== undefined && { stack: redactError(stack) }) }
}

function partsOf(thrown: unknown): { readonly name: string; readonly stack?: string } {
  try {
    if (!(thrown instanceof Error)) return { name: typeof thrown }
    const { name, stack } = thrown
    return { name: String(name), ...(typeof stack === 'string' && { stack }) }
  } catch {
    return { name: 'unreadable' }
  }
}
