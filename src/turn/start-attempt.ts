import type { Attempt } from '../attempt/attempt.ts'
import { inline } from '../place/inline.ts'
import type { Place } from '../place/place.ts'
import type { Clock } from '../util/clock.ts'
import { nesting } from './nesting.ts'
import type { Trial } from './trial.ts'

/** Starts an attempt where its tool runs; in this process unless a place is given. */
export function startAttempt(
  trial: Trial,
  attempt: Attempt,
  place: Place | undefined,
  clock: Clock,
): void {
  if (place === undefined) nesting.run(trial, startInline, trial, attempt, clock)
  else attempt.start((tool, input, context) => place.run(tool, input, context))
}

/** Notes how long the tool held the event loop: before its end is told, for the end may be the turn's. */
function startInline(trial: Trial, attempt: Attempt, clock: Clock): void {
  attempt.start((tool, input, context) => {
    const beganMs = clock.now()
    try {
      return inline.run(tool, input, context)
    } finally {
      trial.entry.turn.blocking.note(tool.name, clock.now() - beganMs)
    }
  })
}
