import { basename, resolve } from 'node:path'
import { collectTools } from '../../adapt/effects/collect-tools.ts'
import { suggestEffects, type Suggestion } from '../../adapt/effects/suggest.ts'
import { rulesAsTypeScript } from '../../adapt/effects/write-rules.ts'
import { failure, usageError } from '../cli-error.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { printJson } from '../term/print.ts'
import { plural } from '../../util/term/time.ts'
import { lines, oneLine } from '../../util/term/visible.ts'
import { serverKey } from '../../adapt/mcp/server-keys.ts'
import { listServers, type ListServers } from './list-servers.ts'
import { readToolsFile } from './read-tools-file.ts'
import { configOf, jsonOf, tableOf, type Toolset } from './print-suggestions.ts'

/** The options of `fanfold effects`, as commander hands them over. */
export interface EffectsCommandOptions {
  readonly key?: string
  readonly narrow?: boolean
  readonly trust: boolean
  readonly json?: boolean
}

/** `fanfold effects`: suggests effects for the tools of a file, or of the servers that it configures. */
export async function suggest(
  path: string,
  options: EffectsCommandOptions,
  list: ListServers = listServers,
): Promise<ExitCode> {
  if (options.key === '') throw usageError('Expected --key to be a resource key, got an empty one.')
  const content = await readToolsFile(path, process.cwd())
  return content.kind === 'mcp'
    ? suggestForServers(content.file, options, list)
    : suggestForTools(path, content.value, options)
}

function suggestForTools(path: string, value: unknown, options: EffectsCommandOptions): ExitCode {
  const tools = collectTools(value)
  if (tools.length === 0)
    throw usageError(`Expected ${path} to hold tools, found none. See: fanfold effects --help`)
  const { narrow = false, trust, json = false, key = keyOf(path) } = options
  const suggestions = suggestEffects(tools, key, { trust })
  if (json) printJson(jsonOf([{ suggestions: suggestions }], narrow))
  else {
    const head = `// ${summary(suggestions)}. Suggested by \`fanfold effects\`: look at each before you use it.\n`
    process.stdout.write(head + lines(rulesAsTypeScript(suggestions, { narrow })))
  }
  return exitCode.answered
}

async function suggestForServers(
  file: string,
  options: EffectsCommandOptions,
  list: ListServers,
): Promise<ExitCode> {
  if (options.key !== undefined)
    throw usageError(
      'Expected no --key for an MCP configuration: each server has a key of its own.',
    )
  const { narrow = false, trust, json = false } = options
  const toolsets = (await list(file)).map((listed): Toolset => {
    const { name, tools, error } = listed
    const judging = { server: name, trust: trust && listed.trust !== false }
    const suggestions = suggestEffects(collectTools(tools), serverKey(name), judging)
    return { server: name, error, suggestions }
  })
  if (json) printJson(jsonOf(toolsets, narrow))
  else {
    for (const line of tableOf(toolsets)) process.stderr.write(`${line}\n`)
    printJson(configOf(toolsets, narrow))
  }
  const silent = toolsets.filter(({ error }) => error !== undefined)
  if (silent.length === toolsets.length && silent.length > 0)
    throw failure(`No server of ${file} answered: ${silent[0]?.error ?? ''}`)
  return exitCode.answered
}

/** `./crm-tools.ts` has the key `crm-tools`. */
function keyOf(path: string): string {
  const [name = ''] = basename(resolve(path)).split('.')
  return name.replaceAll('*', '') || 'tools'
}

function summary(suggestions: readonly Suggestion[]): string {
  const ours = suggestions.filter(({ declares }) => declares === undefined)
  const reads = ours.filter(({ effect }) => effect === 'reads').length
  const unknown = ours.filter(({ confidence }) => confidence === 'unknown').length
  const declared = suggestions.length - ours.length
  const parts = [
    `${plural(suggestions.length, 'tool')}: ${reads} read`,
    `${ours.length - reads - unknown} write`,
    ...(unknown > 0 ? [`${unknown} of which nothing is known, taken as writes`] : []),
    ...(declared > 0 ? [`${declared} with effects of their own`] : []),
  ]
  return oneLine(parts.join(', '))
}
