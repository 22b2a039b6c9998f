import { statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { isRecord } from '../../util/is-record.ts'
import { usageError } from '../cli-error.ts'
import { readText } from '../files/text.ts'
import { isModuleFile, loadModule } from '../load-module.ts'
import { errorText } from '../../util/error-text.ts'
import { parseJson } from '../../util/read.ts'

/** What the file holds: tools, somewhere in a value, or servers to be asked. */
export type ToolsFile =
  | { readonly kind: 'tools'; readonly value: unknown }
  | { readonly kind: 'mcp'; readonly file: string }

/** @throws {CliError} if there is no such file, or it is neither a module nor JSON. */
export async function readToolsFile(path: string, directory: string): Promise<ToolsFile> {
  const file = resolve(directory, path)
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
    throw usageError(`Expected a file of tools, but there is no file at ${file}.`)
  if (isModuleFile(file)) return { kind: 'tools', value: { ...(await loadModule(path, file)) } }
  if (!file.endsWith('.json'))
    throw usageError(`Expected a .ts, .mts, .js, .mjs or .json file, got "${basename(file)}".`)
  const value = parse(path, readText(file))
  return isConfiguration(value) ? { kind: 'mcp', file } : { kind: 'tools', value }
}

/** `mcpServers` in most hosts, `servers` in VS Code: objects with a command, or a URL. */
function isConfiguration(value: unknown): boolean {
  if (!isRecord(value)) return false
  if (isRecord(value['mcpServers'])) return true
  const servers = value['servers']
  return (
    isRecord(servers) &&
    Object.values(servers).some((each) => isRecord(each) && ('command' in each || 'url' in each))
  )
}

function parse(path: string, text: string): unknown {
  try {
    return parseJson(text)
  } catch (cause) {
    throw usageError(`Cannot read ${path}: it is not JSON (${errorText(cause)}).`, cause)
  }
}
