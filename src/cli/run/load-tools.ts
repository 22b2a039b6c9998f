import { statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { usageError } from '../cli-error.ts'
import { isModuleFile, loadModule } from '../load-module.ts'
import { collectTools, type ToolsFile } from './collect-tools.ts'

/**
 * Imports a file and takes the tools that it exports, and its engine or options. TypeScript is run by Node's own type stripping.
 *
 * @throws {CliError} if the file cannot be read or loaded, or exports no tools, or two of one name.
 */
export async function loadTools(path: string, directory: string): Promise<ToolsFile> {
  const file = resolve(directory, path)
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
    throw usageError(`Expected --tools to be a file, but there is no file at ${file}.`)
  if (!isModuleFile(file))
    throw usageError(
      `Expected --tools to be a .ts, .mts, .js or .mjs file, got "${basename(file)}".`,
    )
  return collectTools(path, await loadModule(path, file))
}
