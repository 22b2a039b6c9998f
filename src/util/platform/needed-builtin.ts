import { UsageError } from '../../call/errors/error.ts'
import { builtin, type Builtins } from './builtin.ts'

/**
 * A module of Node.js, for what cannot be done without it.
 *
 * @param what needs it: "fileKey".
 * @throws {UsageError} where it does not exist.
 */
export function neededBuiltin<Name extends keyof Builtins>(
  name: Name,
  what: string,
): Builtins[Name] {
  const found = builtin(name)
  if (found === undefined)
    throw new UsageError(
      `Expected ${what} to be used where there is ${name}: this runtime has none.`,
    )
  return found
}
