import { UsageError } from '../../../call/errors/error.ts'

/** The variables that a config may name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** `${NAME}` and `${NAME:-default}`, as Claude Code writes them, and `${env:NAME}`, as Cursor and VS Code do. */
const variable = /\$\{(?:env:)?([A-Za-z_]\w*)(?::-([^}]*))?\}/g

/**
 * Puts in the values of variables.
 *
 * @param path of the text in the config, for the error.
 * @throws {UsageError} for a variable that is not set and has no default.
 */
export function expand(text: string, env: Environment, path: string): string {
  return text.replace(variable, (_, name: string, fallback: string | undefined) => {
    const value = env[name] ?? fallback
    if (value !== undefined) return value
    throw new UsageError(
      `Expected the variable ${name}, which \`${path}\` refers to, to be set in the environment. Set it, or write a default: \${${name}:-default}.`,
    )
  })
}
