import { AsyncResource } from 'node:async_hooks'

/**
 * The asynchronous context in which it was made: a turn's, or the one in which a call was added. What belongs to it runs
 * in it, whatever other call or timer made room for that: the caller finds its own tracing span there, and all else that it
 * keeps.
 */
export class Scope {
  readonly #resource = new AsyncResource('fanfold.Scope', { requireManualDestroy: true })

  run<Args extends readonly unknown[], Result>(
    what: (...args: Args) => Result,
    ...args: Args
  ): Result {
    return this.#resource.runInAsyncScope(what, undefined, ...args)
  }
}
