import { finiteNumber } from '../call/expect.ts'
import { optionsCheck, required, type OptionsCheck } from '../call/options/option-list.ts'

/** What a journal forgets. */
export interface PruneOptions {
  /** All that ended before this moment, in milliseconds since 1970. */
  readonly beforeMs: number
}

export const checkPrune: OptionsCheck<PruneOptions> = optionsCheck<PruneOptions>({
  beforeMs: required(finiteNumber),
})
