import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../../../call/errors/error.ts'
import { isRecord, recordsOf, textOf, type Fields } from '../../../wire/shared/shape.ts'
import { errorText } from '../../../util/error-text.ts'

/** A call as the index of the recordings has it. */
export interface IndexedCall {
  /** Undefined where the provider sent none. */
  readonly id: string | undefined
  readonly name: string
  /** As JSON text; undefined where the index does not say. */
  readonly arguments: string | undefined
}

/** One file of a folder of recordings. */
export interface Recording {
  /** Relative to the folder. */
  readonly file: string
  /** As the index names it. */
  readonly format: string
  readonly calls: readonly IndexedCall[]
  /** The index says of its calls that they are not all a client's of the first choice. */
  readonly mixed: boolean
}

/**
 * Reads the `index.json` of a folder of recordings: a list of `{ file, format, calls: [{ id, name, arguments }] }`,
 * with `clean_client_multi_call: false` for those of which the calls are not all for the client to run.
 *
 * @throws {UsageError} if it does not exist, or it is not such a list.
 */
export async function readIndex(dir: string): Promise<readonly Recording[]> {
  const path = join(dir, 'index.json')
  let index: unknown
  try {
    index = JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    const why = errorText(cause)
    throw new UsageError(
      `Expected a list of recordings at ${path}: ${why}. Name a folder that has one.`,
      cause,
    )
  }
  if (!Array.isArray(index) || !index.every(isEntry))
    throw new UsageError(
      `Expected ${path} to hold a list of { file, format, calls }, got something else.`,
    )
  return index.map(recordingOf)
}

function isEntry(entry: unknown): entry is Fields {
  return isRecord(entry) && textOf(entry.file) !== '' && Array.isArray(entry.calls)
}

function recordingOf({ file, format, calls, clean_client_multi_call: clean }: Fields): Recording {
  return {
    file: textOf(file),
    format: textOf(format),
    calls: recordsOf(calls).map(callOf),
    mixed: clean === false,
  }
}

function callOf({ id, name, arguments: said }: Fields): IndexedCall {
  const json = said === null || said === undefined || said === 'null' ? undefined : said
  return {
    id: textOf(id) || undefined,
    name: textOf(name),
    arguments: json === undefined || typeof json === 'string' ? json : JSON.stringify(json),
  }
}
