import { UsageError } from '../call/errors/error.ts'
import { show } from '../call/expect.ts'
import type { FileSystem } from './file-system.ts'
import { errorText } from './error-text.ts'
import { neededBuiltin } from './platform/needed-builtin.ts'

/** `\\?\C:\` and `\\?\UNC\server\`, which Windows takes for `C:\` and `\\server\`. */
const longDrive = /^[\\/]{2}[?.][\\/](?=[a-z]:)/i
const longShare = /^[\\/]{2}[?.][\\/]UNC[\\/]/i

/**
 * The absolute path of a path or a `file:` URL.
 *
 * On POSIX systems `..` stays in it: there, after a link to a directory, it leads to the parent of what the link leads
 * to, and not back. Windows takes it by the text, as this does.
 *
 * @throws {UsageError} if it is empty, holds a NUL byte, or is a `file:` URL of no local path.
 */
export function absolutePath(path: unknown, system: FileSystem): string {
  if (typeof path !== 'string' || path === '')
    throw new UsageError(`Expected \`path\` to be a non-empty string, got ${show(path)}.`)
  const isWindows = system.path.sep === '\\'
  const file = /^file:\//i.test(path) ? pathOfUrl(path, isWindows) : path
  if (file.includes('\0'))
    throw new UsageError(`Expected \`path\` to be without NUL bytes, got ${show(path)}.`)
  const directory = system.currentDirectory()
  if (!isWindows) return file.startsWith('/') ? file : `${directory}/${file}`
  return system.path.resolve(directory, file.replace(longShare, '\\\\').replace(longDrive, ''))
}

function pathOfUrl(url: string, windows: boolean): string {
  try {
    return neededBuiltin('node:url', 'a file: URL').fileURLToPath(url, { windows })
  } catch (cause) {
    const why = errorText(cause)
    throw new UsageError(
      `Expected \`path\` to be a path or a file: URL of one, got ${show(url)}: ${why}`,
      cause,
    )
  }
}
