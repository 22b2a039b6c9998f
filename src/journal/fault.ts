import type { JournalCode } from '../call/errors/codes.ts'
import { FanfoldError } from '../call/errors/error.ts'

export type { JournalCode } from '../call/errors/codes.ts'

/** A refusal as plain data, which crosses between threads. */
export interface JournalFault {
  readonly code: JournalCode
  readonly message: string
}

export function faultError({ code, message }: JournalFault, cause?: unknown): FanfoldError {
  return new FanfoldError(message, { code, cause })
}

export function closedFault(name: string): JournalFault {
  return {
    code: 'journal_closed',
    message: `The journal ${name} has been closed. Open it again to use it.`,
  }
}

export function lostFault(name: string, why: string): JournalFault {
  return {
    code: 'journal_lost',
    message: `The journal ${name} is lost to this engine: ${why}. What was not acknowledged is not kept. Open it again.`,
  }
}

export function conflictFault(message: string): JournalFault {
  return { code: 'journal_conflict', message }
}

export function isConflict(fault: unknown): boolean {
  return FanfoldError.is(fault) && fault.code === 'journal_conflict'
}

/** What was appended after a refused record, before the refusal was known, may rely on it. */
export function followsFault(scopes: readonly string[]): JournalFault {
  return conflictFault(
    `The record was not kept, because it came after another of ${scopes.join(' or ')} that was refused.`,
  )
}
