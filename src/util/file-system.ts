import {
  lstatSync,
  opendirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  type BigIntStats,
} from 'node:fs'
import path, { type PlatformPath } from 'node:path'

/** What has to be known of a file system to tell when two paths name one file. */
export interface FileSystem {
  /** How its paths are written. */
  readonly path: PlatformPath
  /** Whether names differ by case alone, where no directory tells. */
  readonly foldsNames: boolean
  currentDirectory(): string
  /** The path without links, as the system itself says it. Throws if there is no such file. */
  realPath(path: string): string
  /** What a link leads to; undefined for what is not a link. Throws if there is no such file. */
  readLink(path: string): string | undefined
  /** The same text for the same file, undefined if there is none. */
  identity(path: string): string | undefined
  /** The names in a directory: the first `most`, in no order. Throws if they cannot be read. */
  names(directory: string, most: number): readonly string[]
}

/** The machine's own. */
export const fileSystem: FileSystem = {
  path,
  foldsNames: process.platform === 'win32' || process.platform === 'darwin',
  currentDirectory: () => process.cwd(),
  realPath: (file) => realpathSync.native(file),
  readLink: (file) => (lstatSync(file).isSymbolicLink() ? readlinkSync(file) : undefined),
  identity(file) {
    const stats: BigIntStats | undefined = lstatSync(file, { bigint: true, throwIfNoEntry: false })
    return stats && `${stats.dev}:${stats.ino}`
  },
  names: (directory, most) =>
    most === Infinity ? readdirSync(directory) : firstNames(directory, most),
}

function firstNames(directory: string, most: number): string[] {
  const names: string[] = []
  const handle = opendirSync(directory, { bufferSize: most })
  try {
    for (;;) {
      const entry = names.length < most ? handle.readSync() : null
      if (entry === null) return names
      names.push(entry.name)
    }
  } finally {
    handle.closeSync()
  }
}
