import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of the public data sets: `FANFOLD_DATA`, or `shared/data` beside the repository. None of it is kept here. */
export const dataFolder: string =
  process.env['FANFOLD_DATA'] ?? join(import.meta.dirname, '..', '..', 'shared', 'data')

/** Reads a file that holds one JSON value a line. */
export function readJsonLines(path: string): unknown[] {
  return readLines(path).map((line) => JSON.parse(line) as unknown)
}

/** The lines of a file that are not empty. */
export function readLines(path: string): string[] {
  if (!existsSync(path))
    throw new Error(
      `Expected a file at ${path}. Name it with --file, or its folder with FANFOLD_DATA.`,
    )
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
}
