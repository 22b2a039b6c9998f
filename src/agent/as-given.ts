import { copyOrSame } from '../util/copy-value.ts'
import type { RunOptions } from './contract.ts'

/** Options as they are now: results from outside are read later, and their owner may change them meanwhile. */
export function optionsAsGiven(options: RunOptions): RunOptions {
  const { results } = options
  if (results === undefined) return options
  return {
    ...options,
    results: results.map((one) => ({ ...one, output: copyOrSame(one.output) })),
  }
}
