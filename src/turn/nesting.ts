import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { Share } from '../limit/share.ts'
import { inline } from '../place/inline.ts'
import type { Entry } from './entry.ts'
import type { Host } from './host.ts'
import type { Scheduler } from './scheduler.ts'
import type { Trial } from './trial.ts'

const around = new AsyncLocalStorage<Trial>()

/** Where a turn runs. */
export interface Surroundings {
  /** Its claim to slots. */
  readonly share: Share
  /** The call of the same engine that it runs inside. */
  readonly parent: Entry | undefined
  readonly scope: Scope
  /** Of the attempt that it runs inside, whichever engine's: its end ends the turn. */
  readonly signal?: AbortSignal | undefined
}

/** Those of a turn that begins now: one that a tool starts may use that call's slot and keys, if its engine is the same. */
export function surroundings(scheduler: Scheduler, host?: Host): Surroundings {
  // Steps run where the calls of the turn around them do. It stops them itself.
  if (host !== undefined) return placeOf(host)
  const scope = new Scope()
  const trial = around.getStore()
  if (trial?.isUnderWay !== true) return { share: new Share(), parent: undefined, scope }
  const outer = trial.entry.turn.scheduler === scheduler ? trial : undefined
  const share = new Share(outer && scheduler.lend(outer))
  return { share, parent: outer?.entry, scope, signal: trial.attempt?.signal }
}

function placeOf({ turn: { share, parent, scope } }: Host): Surroundings {
  return { share, parent, scope }
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
