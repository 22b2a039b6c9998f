import type * as Fs from 'node:fs'
import { neededBuiltin } from './platform/needed-builtin.ts'

/**
 * How paths are written, as `path.posix` and `path.win32` of `node:path` are. Said here, for the types of Node.js name that
 * otherwise in each version.
 */
export interface PathStyle {
  readonly sep: string
  resolve(...paths: string[]): string
  join(...paths: string[]): string
  dirname(path: string): string
  basename(path: string): string
  parse(path: string): { readonly root: string }
}

/** What has to be known of a file system to tell when two paths name one file. */
export interface FileSystem {
  /** How its paths are written. */
  readonly path: PathStyle
  /** Whether names differ by case alone, where no directory tells. */
  readonly foldsNames: boolean
  currentDirectory(): string
  /** The path without links, as the system itself says it. Throws if there is no such file. */
  realPath(path: string): string
  /** What a link leads to; undefined for what is not a link. Throws if there is no such file. */
  readLink(path: string): string | undefined
  /** The same text for the same file, undefined if there is no such file. */
  identity(path: string): string | undefined
  /** The names in a directory: the first `most`, in no order. Throws if they cannot be read. */
  names(directory: string, most: number): readonly string[]
}

let own: FileSystem | undefined

/**
 * The machine's own.
 *
 * @param what needs it: "fileKey".
 * @throws {UsageError} where there is no file system, as in a browser.
 */
export function fileSystem(what: string): FileSystem {
  return (own ??= fileSystemOf(neededBuiltin('node:fs', what), neededBuiltin('node:path', what)))
}

function fileSystemOf(fs: typeof Fs, path: PathStyle): FileSystem {
  return {
    path,
    foldsNames: process.platform === 'win32' || process.platform === 'darwin',
    currentDirectory: () => process.cwd(),
    realPath: (file) => fs.realpathSync.native(file),
    readLink: (file) => (fs.lstatSync(file).isSymbolicLink() ? fs.readlinkSync(file) : undefined),
    identity(file) {
      const stats = fs.lstatSync(file, { bigint: true, throwIfNoEntry: false })
      return stats && `${stats.dev}:${stats.ino}`
    },
    names: (directory, most) =>
      most === Infinity ? fs.readdirSync(directory) : firstNames(fs, directory, most),
  }
}

function firstNames({ opendirSync }: typeof Fs, directory: string, most: number): string[] {
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
