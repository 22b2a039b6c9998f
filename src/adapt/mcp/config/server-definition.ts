import { UsageError } from '../../../call/errors/error.ts'
import { refusal } from '../../../call/expect.ts'
import { shownAddress } from '../../../util/shown-address.ts'
import { isRecord } from '../../../util/is-record.ts'
import { expand, type Environment } from './expand.ts'

/** How a server is reached, with all variables put in. */
export type ServerAddress =
  | {
      readonly over: 'stdio'
      readonly command: string
      readonly args: readonly string[]
      readonly env: Readonly<Record<string, string>>
      readonly cwd: string | undefined
    }
  | {
      readonly over: 'http' | 'sse'
      readonly url: URL
      readonly headers: Readonly<Record<string, string>>
    }

/** A server of a config. Fields that hosts have for themselves are left alone. */
export type ServerEntry = Readonly<Record<string, unknown>>

/**
 * Reads where a server is.
 *
 * @param path of the entry in the config: `mcpServers.github`.
 * @throws {UsageError} naming the field that is wrong, or the variable that is not set.
 */
export function addressOf(entry: ServerEntry, path: string, env: Environment): ServerAddress {
  const { command, url, type } = entry
  const text = (field: string, value: unknown): string => {
    if (typeof value !== 'string' || value === '')
      throw refusal(`${path}.${field}`, '', 'a non-empty string', value)
    return expand(value, env, `${path}.${field}`)
  }
  const texts = (field: string): Record<string, string> => {
    const value = entry[field] ?? {}
    if (!isRecord(value)) throw refusal(`${path}.${field}`, '', 'an object of strings', value)
    const names = Object.entries(value)
    return Object.fromEntries(
      names.map(([name, each]) => [name, oneText(each, `${path}.${field}.${name}`, env)]),
    )
  }
  if (command === undefined && url === undefined)
    throw new UsageError(`Expected \`${path}\` to have a \`command\` or a \`url\`, got neither.`)
  if (command !== undefined)
    return {
      over: 'stdio',
      command: text('command', command),
      args: argumentsOf(entry['args'] ?? [], `${path}.args`, env),
      env: texts('env'),
      cwd: entry['cwd'] === undefined ? undefined : text('cwd', entry['cwd']),
    }
  const address = text('url', url)
  if (!URL.canParse(address)) throw refusal(`${path}.url`, '', 'a URL', shownAddress(String(url)))
  return { over: type === 'sse' ? 'sse' : 'http', url: new URL(address), headers: texts('headers') }
}

function argumentsOf(value: unknown, path: string, env: Environment): string[] {
  if (!Array.isArray(value)) throw refusal(path, '', 'an array of strings', value)
  return value.map((each, index) => oneText(each, `${path}[${index}]`, env))
}

/** Numbers and booleans are what they look like: a `PORT` is often written as a number. */
function oneText(value: unknown, path: string, env: Environment): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string') throw refusal(path, '', 'a string', value)
  return expand(value, env, path)
}
