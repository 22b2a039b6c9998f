import { finiteNumber, trueOrFalse } from '../call/expect.ts'
import { optional, optionsCheck, required, type OptionsCheck } from '../call/options/option-list.ts'

/** What a journal forgets. */
export interface PruneOptions {
  /** All that ended before this moment, in milliseconds since 1970. */
  readonly beforeMs: number
  /**
   * Also runs that have not ended, and turns of which a call has no result, if they were last written to before that moment, and
   * neither begun nor taken up by this process: theirs has died. Default false, for they may be resumed.
   */
  readonly unfinished?: boolean | undefined
}

export const checkPrune: OptionsCheck<PruneOptions & { readonly unfinished: boolean }> =
  optionsCheck<PruneOptions, 'unfinished'>({
    beforeMs: required(finiteNumber),
    unfinished: optional(trueOrFalse, false),
  })
