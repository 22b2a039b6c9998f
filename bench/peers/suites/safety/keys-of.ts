import type { Effect } from '../../../bfcl/effects/effect.ts'
import type { BenchTool } from '../../contest.ts'

/** A declaration in whatever form as the function that a tool of the contest has. */
export function keysOf(keys: NonNullable<Effect['reads']>): NonNullable<BenchTool['reads']> {
  return (input) => {
    const given = typeof keys === 'function' ? keys(input, undefined as never) : keys
    return typeof given === 'string' ? [given] : given
  }
}
