import { accessSync, constants, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { errorText } from '../util/error-text.ts'
import { pageBeginning } from '../util/html-text.ts'
import { expectReplaceable, type OwnKind } from '../util/replaceable.ts'
import { usageError } from './cli-error.ts'

/** What lies beside a journal and belongs to it. */
const besideJournal = ['', '-wal', '-shm', '.lock', '.reserve', '.decisions'] as const

/** A page that `fanfold view` or `fanfold audit` made. */
export const ownPage: OwnKind = {
  what: 'a page of Fanfold, which is replaced',
  begins: pageBeginning,
}

/** The files of a journal. */
export function journalFiles(path: string): readonly string[] {
  return besideJournal.map((ending) => path + ending)
}

/**
 * @param option that names a file to be written: `--out`.
 * @throws {CliError} if it is one of those that the command reads, by whatever path.
 */
export function expectNoInput(option: string, path: string, inputs: readonly string[]): void {
  const output = identityOf(path)
  const input = inputs.find((each) => identityOf(each) === output)
  if (input !== undefined)
    throw usageError(
      `Expected ${option} to be another file than ${input}, which is read: it would be lost.`,
    )
}

/** As {@link expectNoInput}. @throws {UsageError} also if there is a file of another kind, or no folder for it. */
export function expectOutput(
  option: string,
  path: string,
  inputs: readonly string[],
  kind: OwnKind,
): void {
  expectNoInput(option, path, inputs)
  expectPlace(option, path)
  expectReplaceable(option, path, kind)
}

/** Before anything is made that would have nowhere to go. */
function expectPlace(option: string, path: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  const folder = dirname(path)
  if (found?.isDirectory() === true)
    throw usageError(`Expected ${option} to be a file, got ${path}, which is a folder.`)
  if (found === undefined && statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw usageError(`Expected ${option} to be in a folder that is there, got ${path}.`)
  try {
    accessSync(found === undefined ? folder : path, constants.W_OK)
  } catch (cause) {
    throw usageError(
      `Expected ${option} to be a file that can be written, got ${path}: ${errorText(cause)}.`,
      cause,
    )
  }
}

/** The same for the same file. */
function identityOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? resolve(path) : `${found.dev}:${found.ino}`
}
