import type { Status } from '../../../../call/report/result.ts'
import type { AttemptStretch, CallRow, WaitStretch } from '../../../timeline/row.ts'

/** How an attempt is drawn: as its call ended, if it ended that. */
export type AttemptKind = Status | 'running'

export function attemptKind({ state, settledMs }: CallRow, attempt: AttemptStretch): AttemptKind {
  if (attempt.failed === true) return 'failed'
  if (attempt.endMs === undefined) return 'running'
  if (state === 'ok' || state === 'running' || state === 'waiting') return 'ok'
  return attempt.endMs === settledMs ? state : 'failed'
}

/** What a wait hangs on, in so many kinds as can be told apart at a glance. */
export const waitKinds = ['message', 'call', 'limit', 'retry', 'person', 'own'] as const
export type WaitKind = (typeof waitKinds)[number]

/** As they follow “waits for”. */
export const waitKindWords: Readonly<Record<WaitKind, string>> = {
  message: 'the message',
  call: 'another call',
  limit: 'a slot or limit',
  retry: 'a retry',
  person: 'a person',
  own: 'its own checks',
}

const kinds: Readonly<Record<string, WaitKind>> = {
  commit: 'message',
  conflict: 'call',
  shared: 'call',
  join: 'call',
  dependency: 'call',
  limit: 'limit',
  retry: 'retry',
  approval: 'person',
  outside: 'person',
}

export function waitKind({ reason }: WaitStretch): WaitKind {
  return (reason && Object.hasOwn(kinds, reason) && kinds[reason]) || 'own'
}
