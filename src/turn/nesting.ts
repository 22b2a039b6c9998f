import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { inline } from '../place/inline.ts'
import type { Trial } from './trial.ts'

const running = new AsyncLocalStorage<Trial>()

/** The attempt inside which code runs, so that a turn that a tool starts knows what it runs inside. */
export function attemptAround(): Trial | undefined {
  return running.getStore()
}

/**
 * The asynchronous context in which a turn was made. Its tools run in it, whoever's end or timer made room for them, so
 * that a tracing span, or whatever else the caller keeps there, is theirs.
 */
export class Scope {
  readonly #resource = new AsyncResource('fanfold.Turn', { requireManualDestroy: true })

  /** Calls an attempt's tool in this process. */
  start(trial: Trial): void {
    this.#resource.runInAsyncScope(startInside, undefined, trial)
  }
}

/** The scope's end restores what was before: `run` would make a second frame for that. */
function startInside(trial: Trial): void {
  running.enterWith(trial)
  trial.attempt?.start(inline)
}
