import { statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AnyTool } from '../../call/tool.ts'
import { usageError } from '../cli-error.ts'
import { quietly } from '../quietly.ts'
import { clip } from '../term/text.ts'
import { oneLine } from '../term/visible.ts'
import { collectTools } from './collect-tools.ts'
import { errorText } from '../../util/error-text.ts'

/**
 * Imports a file and takes the tools that it exports. TypeScript is run by Node's own type stripping.
 *
 * @throws {CliError} if the file cannot be read or loaded, or exports no tools, or two of one name.
 */
export async function loadTools(path: string, directory: string): Promise<readonly AnyTool[]> {
  const file = resolve(directory, path)
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
    throw usageError(`Expected --tools to be a file, but there is none at ${file}.`)
  if (!/\.[cm]?[jt]s$/.test(file))
    throw usageError(
      `Expected --tools to be a .ts, .mts, .js or .mjs file, got "${basename(file)}".`,
    )
  let exports: object
  try {
    exports = await quietly(() => import(pathToFileURL(file).href) as Promise<object>)
  } catch (cause) {
    throw usageError(`Cannot load ${path}${lineOf(cause, file)}: ${hint(cause, path)}`, cause)
  }
  return collectTools(path, exports)
}

/** A syntax error in TypeScript names its file and line, but only at the head of its stack. */
function lineOf(error: unknown, file: string): string {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const [, where = '', line] = /^(.+):(\d+)$/m.exec(stack.split('\n', 1)[0] ?? '') ?? []
  if (line === undefined) return ''
  return where.endsWith(file) ? ` (line ${line})` : ` (${where}, line ${line})`
}

function hint(error: unknown, path: string): string {
  // The TypeScript parser lists everything that it would have liked.
  const reason = clip(oneLine(errorText(error)), 160)
  const missing = /^Cannot find package '([^']+)'/.exec(reason)?.[1]
  if (missing !== undefined)
    return `it imports the package "${missing}", which is not installed; run: npm install ${missing}`
  const code = (error as { code?: unknown } | null)?.code
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX')
    return `${reason} (Node runs TypeScript by removing its types; enums and namespaces need a build).`
  // Of plain JavaScript, Node keeps the line to itself.
  if (error instanceof SyntaxError && code === undefined)
    return `${reason}; "node --check ${path}" shows where.`
  return reason
}
