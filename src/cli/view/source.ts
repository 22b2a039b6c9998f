import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { journalTrace } from '../../observe/trace/journal-trace.ts'
import type { TraceLine } from '../../observe/trace/line.ts'
import { parseTrace } from '../../observe/trace/read-trace.ts'
import { errorText } from '../../util/error-text.ts'
import { idOf } from '../approve/call-name.ts'
import { usageError } from '../cli-error.ts'
import { bytesOf, isStandardInput } from '../files/bytes.ts'
import { decode, readText } from '../files/text.ts'
import { withJournal } from '../journal/with-journal.ts'
import { plural } from '../../util/term/time.ts'

/** How each SQLite file begins: https://www.sqlite.org/fileformat.html, section 1.3. */
const sqliteMagic = 'SQLite format 3\0'

/** The lines of a trace file, or of a run of a journal, and what should be said of them. */
export interface Source {
  readonly lines: readonly TraceLine[]
  readonly remarks: readonly string[]
}

/**
 * @param run of a journal: its id, as it is or as `fanfold journal list` prints it; default: the run that began last.
 * @throws {CliError} if there is no such file or run.
 */
export async function readSource(file: string, run: string | undefined): Promise<Source> {
  if (isJournal(file)) return fromJournal(file, run)
  expectNoRun(file, run)
  const { lines, broken } = parseTrace(isOnDisk(file) ? readText(file) : await piped(file), file)
  const remark = `${plural(broken, 'line')} of ${file} could not be read, and ${broken === 1 ? 'is' : 'are'} left out.`
  return { lines, remarks: broken > 0 ? [remark] : [] }
}

/** @throws {CliError} if a run is named of what has only one. */
export function expectNoRun(file: string, run: string | undefined): void {
  if (run !== undefined)
    throw usageError(`Expected a journal before the run ${run}, got ${file}, which is a trace.`)
}

/** Whether it can be read again, and lies somewhere. */
export function isOnDisk(file: string): boolean {
  return !isStandardInput(file) && statSync(file).isFile()
}

export function isJournal(file: string): boolean {
  const start = Buffer.alloc(sqliteMagic.length)
  try {
    // What is read of a pipe is gone.
    if (!isOnDisk(file)) return false
    const fd = openSync(file, 'r')
    try {
      readSync(fd, start)
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    throw cannotRead(file, error)
  }
  return isMagic(start)
}

async function piped(file: string): Promise<string> {
  try {
    const bytes = await buffer(bytesOf(file))
    if (!isMagic(bytes)) return decode(bytes)
  } catch (error) {
    throw cannotRead(file, error)
  }
  throw usageError(
    `Expected a trace from ${file}, got a journal, which is read from its file only.`,
  )
}

function isMagic(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, sqliteMagic.length) === sqliteMagic
}

function cannotRead(file: string, error: unknown): Error {
  return usageError(`Expected a trace or a journal, got ${file}: ${errorText(error)}`, error)
}

function fromJournal(file: string, name: string | undefined): Promise<Source> {
  return withJournal(file, 'read', async (journal) => {
    const runs = (await journal.runs()).toSorted((a, b) => a.startedAtMs - b.startedAtMs)
    const known = new Set(runs.map(({ runId }) => runId))
    const last = runs.at(-1)?.runId
    if (last === undefined)
      throw usageError(`Expected a run in ${file}, which has none: only turns, or nothing yet.`)
    const id = [name, name && idOf(name), name === undefined ? last : undefined].find(
      (candidate) => candidate !== undefined && known.has(candidate),
    )
    if (id === undefined)
      throw usageError(`Expected a run of ${file}, got ${name}. See: fanfold journal list ${file}`)
    const remark = `Of the ${runs.length} runs in ${file} this is the last. Others: fanfold journal list ${file}`
    const remarks = name === undefined && runs.length > 1 ? [remark] : []
    return { lines: await journalTrace(journal, id), remarks }
  })
}
