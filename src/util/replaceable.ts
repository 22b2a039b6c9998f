import type * as Fs from 'node:fs'
import { UsageError } from '../call/errors/error.ts'
import { errorText } from './error-text.ts'
import { neededBuiltin } from './platform/needed-builtin.ts'

/** A kind of file that may be replaced by another one, or written on. */
export interface OwnKind {
  /** In words: "a trace". */
  readonly what: string
  /** How each of them begins; ASCII. */
  readonly begins: string
}

/**
 * A file of the same kind may be replaced, and so may an empty one, or what is no file of a disk (a terminal, a pipe). Another
 * one is somebody's journal, or what somebody wrote: the path is a mistake.
 *
 * @param name how messages call what was given.
 * @throws {UsageError} if there is such a file.
 */
export function expectReplaceable(name: string, path: string, { what, begins }: OwnKind): void {
  const fs = neededBuiltin('node:fs', name)
  if (fs.statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return
  // One may have been cut off in its first words.
  if (begins.startsWith(startOf(fs, name, path, begins.length))) return
  throw new UsageError(
    `Expected ${name} to be a new file, an empty one, or ${what}, but ${path} is something else, which would be lost. ` +
      'Give another path, or delete that file first.',
  )
}

function startOf(fs: typeof Fs, name: string, path: string, length: number): string {
  const start = Buffer.alloc(length)
  try {
    const file = fs.openSync(path, 'r')
    try {
      return start.toString('latin1', 0, fs.readSync(file, start))
    } finally {
      fs.closeSync(file)
    }
  } catch (cause) {
    throw new UsageError(
      `Expected ${name} to be a file that can be read and replaced, got ${path}: ${errorText(cause)}.`,
      { cause },
    )
  }
}
