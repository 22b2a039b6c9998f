import { absolutePath } from './absolute-path.ts'
import { fileSystem, type FileSystem } from './file-system.ts'
import { foldName, foldsNames } from './name-folding.ts'
import { realPath } from './real-path.ts'

/** What is kept of a directory: its key, and whether it folds the case of the names in it. */
interface Directory {
  readonly key: string
  readonly folds: boolean
}

/** How many directories are remembered. */
const mostDirectories = 10_000

let own: ((path: string) => string) | undefined

/**
 * The resource key of a file or directory, for a tool's `reads` and `writes`: `file/` and its real path. All names of
 * one file give one key: relative or absolute, with `.`, `..` or doubled slashes, through symbolic links, in any case
 * where the file system does not mind it, or as a `file:` URL. So does a file that does not exist yet, before and
 * after it does. The key of a directory covers the keys of all that is in it. `%` and `*`, which is "everything" in
 * a key, become `%25` and `%2A`.
 *
 * Not seen through: hard links and bind mounts.
 *
 * Reads the file system, synchronously.
 *
 * @throws {UsageError} if the path is empty, holds a NUL byte, or is a `file:` URL of no local path; or where there are no
 * files, as in a browser.
 */
export function fileKey(path: string): string {
  own ??= makeFileKey(fileSystem('fileKey'))
  return own(path)
}

/** `fileKey` for some file system. */
export function makeFileKey(system: FileSystem): (path: string) => string {
  const { dirname, basename, sep } = system.path
  const directories = new Map<string, Directory>()

  function directory(path: string): Directory {
    const known = directories.get(path)
    if (known !== undefined) return known
    const parent = dirname(path)
    const above = parent === path ? undefined : directory(parent)
    const key = above === undefined ? rootKey(path) : below(above, basename(path))
    const folds = foldsNames(path, system)
    // Not remembered as long as nothing can be said: an empty directory may be another file system than the one above.
    if (folds === undefined) return { key, folds: above?.folds ?? system.foldsNames }
    if (directories.size >= mostDirectories) directories.clear()
    const found = { key, folds }
    directories.set(path, found)
    return found
  }

  return (path) => {
    const { existing, missing } = realPath(absolutePath(path, system), system)
    const parent = dirname(existing)
    if (missing.length === 0 && parent !== existing)
      return below(directory(parent), basename(existing))
    const { key, folds } = directory(existing)
    const names = sep === '\\' ? missing.map(windowsName) : missing
    return [key, ...names.map((name) => segment(name, folds))].join('/')
  }
}

function below({ key, folds }: Directory, name: string): string {
  return `${key}/${segment(name, folds)}`
}

function segment(name: string, folds: boolean): string {
  const canonical = folds ? foldName(name) : name
  return canonical.replaceAll('%', '%25').replaceAll('*', '%2A')
}

/** A drive, or a server and a share, which mind no case. No file on Windows can be called `unc:`. */
function rootKey(root: string): string {
  const names = root.split(/[\\/]+/).filter((name) => name !== '')
  const isShare = /^[\\/]{2}/.test(root)
  return ['file', ...(isShare ? ['unc:'] : []), ...names.map(foldName)].join('/')
}

/** Windows drops dots and spaces at the end of a name, and what follows a colon is a stream of the same file. */
function windowsName(name: string): string {
  const [file = ''] = name.split(':', 1)
  let end = file.length
  while (end > 0 && '. '.includes(file.charAt(end - 1))) end -= 1
  return file.slice(0, end) || name
}
