import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import type { Attempt } from '../attempt/attempt.ts'
import { inline } from '../place/inline.ts'
import type { Scheduler } from './scheduler.ts'
import type { Trial } from './trial.ts'

const around = new AsyncLocalStorage<Trial>()

/**
 * The attempt inside which code runs, so that a turn that a tool starts knows what it runs inside: any engine's, whose
 * end ends the turn, and this engine's own, whose slot and keys the turn may use.
 */
export function attemptAround(scheduler: Scheduler): {
  readonly running: Attempt<Trial> | undefined
  readonly outer: Trial | undefined
} {
  const trial = around.getStore()
  if (trial?.isUnderWay !== true) return { running: undefined, outer: undefined }
  const own = trial.entry.turn.scheduler === scheduler
  return { running: trial.attempt, outer: own ? trial : undefined }
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
  around.enterWith(trial)
  trial.attempt?.start(inline)
}
