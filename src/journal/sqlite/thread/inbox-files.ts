import {
  closeSync,
  constants,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'

/** Whose a file is to be. */
interface Owner {
  readonly uid: number
  readonly gid: number
}

/** Windows knows neither. */
const { O_NOFOLLOW = 0, O_NONBLOCK = 0, O_DIRECTORY = 0, O_RDONLY } = constants

function withFile<T>(path: string, flags: number, use: (file: number) => T): T {
  const file = openSync(path, flags)
  try {
    return use(file)
  } finally {
    closeSync(file)
  }
}

/**
 * The text of a file; undefined if it is not a file (a link, a folder, or a pipe, which would keep its reader waiting), or longer.
 *
 * @throws what the file system throws.
 */
export function readSmallFile(path: string, longestBytes: number): string | undefined {
  return withFile(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, (file) => {
    const stats = fstatSync(file)
    if (!stats.isFile() || stats.size > longestBytes) return undefined
    return readFileSync(file, 'utf8')
  })
}

/** Makes a new file that only its owner may read. */
export function writeDurably(path: string, text: string, owner: Owner | undefined): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    writeFileSync(file, text)
    if (owner !== undefined) fchownSync(file, owner.uid, owner.gid)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Never what a link leads to, which its maker could not give away. */
export function chownFolder(path: string, owner: Owner | undefined): void {
  if (owner === undefined) return
  withFile(path, O_RDONLY | O_NOFOLLOW | O_DIRECTORY, (folder) =>
    fchownSync(folder, owner.uid, owner.gid),
  )
}

/** So that the names in it are on the disk, too. Windows does not let a folder be opened. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  withFile(path, O_RDONLY | O_NOFOLLOW | O_DIRECTORY, fsyncSync)
}
