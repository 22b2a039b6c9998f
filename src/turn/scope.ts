import { AsyncResource } from 'node:async_hooks'

/**
 * The asynchronous context in which it was made: a turn's, or that of whoever added a call. What belongs to it runs in
 * it, whoever's end or timer made room for that, so that a tracing span, or whatever else the caller keeps there, is its own.
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
