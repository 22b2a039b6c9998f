import type { Ledger } from './ledger.ts'
import type { QueuePart } from './part.ts'
import type { CrashPlan, Happening, KillPlan } from './plan.ts'

/** What there is in a round beside the engine, and can be killed, too. */
export interface Stage {
  readonly queue: QueuePart | undefined
  /** Kills what is not the engine, or has it stop by itself, and has another in its place. */
  strike(kill: KillPlan): Promise<void>
  /** Writes to the queue what nobody can read. */
  forge(what: Forgery): Promise<void>
  /** Ends what is left. */
  clear(): Promise<void>
}

export type Forgery = Extract<Happening, { kind: 'forge' }>['what']

/** Makes the stage of a round. */
export type SetStage = (folder: string, ledger: Ledger, plan: CrashPlan) => Promise<Stage>

/** Nothing but the engine. */
export const bareStage: SetStage = async () => ({
  queue: undefined,
  strike: async () => {},
  forge: async () => {},
  clear: async () => {},
})
