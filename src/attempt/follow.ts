import { types } from '../util/platform/value-types.ts'
import { yieldsValues } from '../call/last-yielded.ts'
import { isResponse } from '../call/response/is-response.ts'
import { errorOf, readResponse } from '../call/response/read-response.ts'
import { catchRejections } from '../util/catch-rejections.ts'
import { isThenable } from '../util/is-thenable.ts'
import type { AttemptClock, AttemptJob } from './attempt-job.ts'

const { then: nativeThen } = Promise.prototype

/** What makes one value of all that a body answers with. */
interface Collector {
  readonly job: Pick<AttemptJob, 'readsResponses'>
  readonly clock: AttemptClock
  collect(values: AsyncIterable<unknown>): Promise<unknown>
}

/** The promise of what a body returned, or yields; undefined if that is the value itself. */
export function promiseOf(returned: unknown, collector: Collector): Promise<unknown> | undefined {
  // Somebody else's thenable may call back twice or throw; a promise of the platform's does not.
  if (isThenable(returned))
    return returned instanceof Promise ? returned : Promise.resolve(returned)
  const whole = wholeOf(returned, collector)
  if (whole !== undefined) return whole
  // One whose `then` was taken from it is a value, and nobody awaits it.
  if (types.isPromise(returned)) catchRejections(returned)
  return undefined
}

/** The promise of the value that a body's answer stands for; undefined if that is the answer itself. */
export function wholeOf(answer: unknown, collector: Collector): Promise<unknown> | undefined {
  if (yieldsValues(answer)) return collector.collect(answer)
  const { job, clock } = collector
  return job.readsResponses === true && isResponse(answer) ? readResponse(answer, clock) : undefined
}

/** A promise that rejects with the error that a thrown value stands for; undefined if that is what was thrown. */
export function thrownOf(thrown: unknown, { job, clock }: Collector): Promise<never> | undefined {
  if (job.readsResponses !== true || !isResponse(thrown)) return undefined
  return errorOf(thrown, clock).then((error) => Promise.reject(error))
}

/** Hears how a promise ends, also one that has a `then` of its own, or a proxy around it. */
export function follow(
  promise: Promise<unknown>,
  answered: (value: unknown) => void,
  threw: (error: unknown) => void,
): void {
  try {
    // With a `then` of its own, its rejection may be heard by nobody.
    if (promise.then !== nativeThen) catchRejections(promise)
    promise.then(answered, threw)
  } catch (error) {
    catchRejections(promise)
    threw(error)
  }
}
