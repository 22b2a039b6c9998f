import { types } from '../util/platform/value-types.ts'
import { yieldsValues } from '../call/last-yielded.ts'
import { catchRejections } from '../util/catch-rejections.ts'
import { isThenable } from '../util/is-thenable.ts'

const { then: nativeThen } = Promise.prototype

/** The promise of what a body returned, or yields; undefined if that is the value itself. */
export function promiseOf(
  returned: unknown,
  collector: { collect(values: AsyncIterable<unknown>): Promise<unknown> },
): Promise<unknown> | undefined {
  // Somebody else's thenable may call back twice or throw; a promise of the platform's does not.
  if (isThenable(returned))
    return returned instanceof Promise ? returned : Promise.resolve(returned)
  if (yieldsValues(returned)) return collector.collect(returned)
  // One whose `then` was taken from it is a value, and nobody awaits it.
  if (types.isPromise(returned)) catchRejections(returned)
  return undefined
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
