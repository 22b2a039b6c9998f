import { readdirSync, realpathSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { errorText } from '../../util/error-text.ts'
import type { Notes } from './notes.ts'

/** What a log is called; a file that is named itself may be called anything. */
const logName = /\.(jsonl|ndjson|json|log)(\.gz|\.zst)?$/i
/** Whatever lies in these is no log. */
const skipped: ReadonlySet<string> = new Set(['.git', 'node_modules'])

/** The files that some paths name, and those below them, each once, in the order of their names. */
export function findLogs(paths: readonly string[], notes: Notes): readonly string[] {
  const found = new Map<string, string>()
  const visited = new Set<string>()

  const visit = (path: string, isNamed: boolean): void => {
    try {
      const stats = statSync(path)
      const isDirectory = stats.isDirectory()
      const isFile = stats.isFile()
      // A pipe has no other name.
      const real = isDirectory || isFile ? realpathSync(path) : path
      if (isDirectory && !visited.has(real)) {
        // A link may lead to a folder above it.
        visited.add(real)
        for (const name of readdirSync(real).toSorted())
          if (!skipped.has(name)) visit(join(path, name), false)
      } else if (!isDirectory && (isNamed || (isFile && logName.test(path)))) {
        if (!found.has(real)) found.set(real, path)
      } else if (!isDirectory && isFile) notes.add('other', path)
      else if (!isDirectory) notes.add('closed', path, 'it is no file')
    } catch (error) {
      notes.add('closed', path, errorText(error))
    }
  }
  for (const path of paths) visit(resolve(path), true)
  return [...found.values()]
}
