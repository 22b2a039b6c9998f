import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const folder: string =
  process.env.FANFOLD_DATA ?? join(import.meta.dirname, '../../../../shared/data')

/** Why tests of recordings are skipped, or false. They are not part of the repository, for their licences. */
export const skipped: string | false = existsSync(join(folder, 'streams', 'index.json'))
  ? false
  : `no recordings at ${folder} (set FANFOLD_DATA)`

/** One file of the recordings' index. */
export interface Recording {
  readonly file: string
  readonly format: string
  readonly stream: boolean
  readonly calls: readonly {
    readonly id: string
    readonly name: string
    readonly arguments: string
  }[]
  /** The calls are those that a client of one choice sees. */
  readonly clean_client_multi_call: boolean
}

/** The recordings of some formats. */
export function recordings(...formats: string[]): readonly Recording[] {
  return allRecordings().filter(({ format }) => formats.includes(format))
}

/** The recordings of all formats. */
export function allRecordings(): readonly Recording[] {
  return JSON.parse(readData('streams/index.json')) as readonly Recording[]
}

export function readData(path: string): string {
  return readFileSync(join(folder, path), 'utf8')
}
