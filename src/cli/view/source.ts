import { openSync, readFileSync, readSync, closeSync } from 'node:fs'
import { journalTrace } from '../../observe/trace/journal-trace.ts'
import type { TraceLine } from '../../observe/trace/line.ts'
import { parseTrace } from '../../observe/trace/read-trace.ts'
import { errorText } from '../../util/error-text.ts'
import { idOf } from '../approve/call-name.ts'
import { usageError } from '../cli-error.ts'
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
  if (run !== undefined)
    throw usageError(`Expected a journal before the run ${run}, got ${file}, which is a trace.`)
  const { lines, broken } = parseTrace(readFileSync(file, 'utf8'), file)
  const remark = `${plural(broken, 'line')} of ${file} could not be read, and ${broken === 1 ? 'is' : 'are'} left out.`
  return { lines, remarks: broken > 0 ? [remark] : [] }
}

export function isJournal(file: string): boolean {
  const start = Buffer.alloc(sqliteMagic.length)
  try {
    const fd = openSync(file, 'r')
    try {
      readSync(fd, start)
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    throw usageError(`Expected a trace or a journal, got ${file}: ${errorText(error)}`, error)
  }
  return start.toString('latin1') === sqliteMagic
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
