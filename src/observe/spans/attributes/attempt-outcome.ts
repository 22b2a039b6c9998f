import type { AttemptEnd } from '../../../attempt/attempt-end.ts'
import { threw } from '../../../call/errors/call-failure.ts'
import { FanfoldError } from '../../../call/errors/error.ts'
import { withdrawalOf } from '../../../call/errors/withdraw.ts'
import { outrun } from '../../../turn/run/outcome.ts'
import { redactError } from '../../../util/error-length.ts'
import { errorText } from '../../../util/error-text.ts'

/** How an attempt ended, in the words of its span and of the metrics. */
export interface AttemptOutcome {
  readonly outcome:
    'ok' | 'failed' | 'timed-out' | 'cancelled' | 'outrun' | 'withdrawn' | 'lost' | 'not-run'
  /** If it ended in an error. */
  readonly error?: { readonly type: string; readonly message: string; readonly thrown?: unknown }
}

export function attemptOutcome(end: AttemptEnd): AttemptOutcome {
  if (end.kind === 'returned') return { outcome: 'ok' }
  if (end.kind === 'threw') return thrown(end.error)
  const { cause, notRun } = end
  if (notRun === true) return { outcome: 'not-run' }
  if (cause === outrun) return { outcome: 'outrun' }
  const { kind, message } = cause
  if (kind === 'timeout' || kind === 'deadline')
    return { outcome: 'timed-out', error: { type: kind, message } }
  return { outcome: 'cancelled' }
}

function thrown(error: unknown): AttemptOutcome {
  if (withdrawalOf(error) !== undefined) return { outcome: 'withdrawn' }
  const message = redactError(errorText(error))
  if (isLost(error)) return { outcome: 'lost', error: { type: 'attempt_lost', message } }
  return { outcome: 'failed', error: { type: threw('', error).error.code, message, thrown: error } }
}

function isLost(error: unknown): boolean {
  try {
    return FanfoldError.is(error) && error.code === 'attempt_lost'
  } catch {
    return false
  }
}
