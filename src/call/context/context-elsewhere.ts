import { UsageError } from '../errors/error.ts'
import type { ToolContext } from '../tool.ts'

/**
 * What an attempt is given that runs elsewhere than its engine. The context of its turn has stayed there, and to read it
 * throws: undefined might be taken for a user or a tenant who is nobody in particular. It is not listed, so that all else
 * can be spread.
 *
 * @param where for the error: `a worker thread`.
 */
export function contextElsewhere(given: Omit<ToolContext, 'context'>, where: string): ToolContext {
  return Object.defineProperty({ ...given }, 'context', {
    configurable: true,
    get: (): never => {
      throw new UsageError(
        `Expected a tool that runs in ${where} not to read \`context\`, which does not leave the process of its engine. ` +
          'Give it what it needs in its input, or run it inline.',
      )
    },
  }) as ToolContext
}
