import type { AttemptEnd } from '../attempt/attempt.ts'
import { classify, type Failure } from '../attempt/failure.ts'
import type { Clock } from '../util/clock.ts'
import { readsOnly } from '../call/effects.ts'
import { lost, lostInDoubt, neverStarted, stopped, threw, type Answer } from './answers.ts'
import type { Entry } from './entry.ts'

const timedOut: Failure = { transient: true, nothingDone: false, retryAfterMs: undefined }
const final: Failure = { ...timedOut, transient: false }

/** What an attempt's end says of another attempt. */
export function failureOf(end: AttemptEnd, clock: Clock): Failure {
  if (end.kind === 'threw') return classify(end.error, clock.epochMs())
  if (end.kind === 'stopped' && end.cause.kind === 'timeout') return timedOut
  return final
}

/** How a call is answered whose last attempt ended like this. */
export function answerOf(
  entry: Entry,
  end: Exclude<AttemptEnd, { kind: 'returned' }>,
  failure: Failure,
): Answer {
  const { name } = entry.call
  if (end.kind === 'threw' && failure.lost)
    return isInDoubt(entry, failure) ? lostInDoubt(name) : lost(name)
  if (end.kind === 'threw') return threw(name, end.error)
  return entry.attempts > 0 ? stopped(entry, end.cause) : neverStarted(name, end.cause)
}

function isInDoubt({ tool }: Entry, { nothingDone }: Failure): boolean {
  return !nothingDone && (tool === undefined || !readsOnly(tool))
}
