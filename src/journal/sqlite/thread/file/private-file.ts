import { closeSync, fchmodSync, openSync, statSync } from 'node:fs'
import type { Exposed } from '../../messages.ts'

const privateMode = 0o600

/**
 * Makes a file that only its owner may read, whatever the umask, unless it exists; SQLite gives those beside it the same
 * mode. One that is there is not opened: closing it would drop the locks that this process has on it.
 *
 * @returns whether it was made.
 * @throws what the file system throws, if it cannot be made.
 */
export function makePrivate(path: string): boolean {
  let file: number
  try {
    file = openSync(path, 'wx', privateMode)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
  try {
    fchmodSync(file, privateMode)
  } catch {
    // A file system without modes: the engine says that others may read the file.
  }
  closeSync(file)
  return true
}

/** The files of a journal that others than their owner may read or write. */
export function exposedFiles(path: string): readonly Exposed[] {
  // Windows has no such modes, and says that everybody may.
  if (process.platform === 'win32') return []
  return [path, `${path}-wal`].flatMap((file) => {
    const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0
    return (mode & 0o066) === 0 ? [] : [{ path: file, mode: mode & 0o777 }]
  })
}
