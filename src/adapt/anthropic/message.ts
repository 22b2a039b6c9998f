import type * as AsyncHooks from 'node:async_hooks'
import { AsyncLocalStorage } from '../../util/platform/async-context.ts'

/** A message of the model whose calls a tool runner runs. */
export interface RunnerMessage {
  /** Names it for the journal: see `StepOptions.id`. */
  readonly id: string | undefined
  /** See `StepOptions.complete`. */
  readonly complete: PromiseLike<boolean> | undefined
}

/** A tool runner that is followed, and the message that it is at. */
export interface FollowedRunner {
  message: RunnerMessage | undefined
}

/** The runner in whose loop this is called, if it is followed, for a tool is told nothing of the runner that calls it. Not inside tools. */
export const followedRunner: AsyncHooks.AsyncLocalStorage<FollowedRunner | undefined> =
  new AsyncLocalStorage()

/**
 * The message whose call is being made, of a runner that is not followed. It makes all calls of a message in one go, so that what is
 * called before anything else has run is of the same message.
 */
export function messagesByTime(): () => RunnerMessage {
  let current: RunnerMessage | undefined
  return () => {
    if (current !== undefined) return current
    queueMicrotask(() => {
      current = undefined
    })
    return (current = { id: undefined, complete: undefined })
  }
}
