import type { Ledger } from './ledger.ts'
import type { QueuePart } from './part.ts'
import type { Victim } from './plan.ts'

/** What there is in a round beside the engine, and can be killed, too. */
export interface Stage {
  readonly queue: QueuePart | undefined
  /** Kills what is not the engine, and has another in its place. */
  strike(whom: Victim): Promise<void>
  /** Ends what is left. */
  clear(): Promise<void>
}

/** Makes the stage of a round. */
export type SetStage = (folder: string, ledger: Ledger) => Promise<Stage>

/** Nothing but the engine. */
export const bareStage: SetStage = async () => ({
  queue: undefined,
  strike: async () => {},
  clear: async () => {},
})
