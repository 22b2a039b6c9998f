import type { ReadRun } from '../../observe/audit/format.ts'
import { LogFile } from '../../observe/audit/log-file.ts'
import { distinctNames } from '../../observe/audit/sums/run-names.ts'
import {
  reportOf,
  type ReportOptions,
  type RunReport,
} from '../../observe/audit/sums/run-report.ts'
import { errorText } from '../../util/error-text.ts'
import type { Notes } from './notes.ts'
import { textOf } from './text-of.ts'

export interface ReadLogs {
  readonly reports: readonly RunReport[]
  /** The formats that were met, with the number of files. */
  readonly formats: ReadonlyMap<string, number>
}

/** So many lines that are no JSON, and nothing else, are no log. */
const mostBroken = 1_000

/** Reads some files one after the other; of each run only its report is kept. */
export async function readLogs(
  paths: readonly string[],
  options: ReportOptions,
  notes: Notes,
): Promise<ReadLogs> {
  const names = distinctNames(paths)
  const formats = new Map<string, number>()
  const reports: RunReport[] = []
  for (const [at, path] of paths.entries()) {
    const own: RunReport[] = []
    const name = names[at] ?? path
    const file = new LogFile((run: ReadRun) => own.push(reportOf(name, run, options)))
    const fault = await readFile(path, file)
    note(path, file, own.length, fault, notes)
    if (own.length > 0 && file.format !== undefined)
      formats.set(file.format.name, (formats.get(file.format.name) ?? 0) + 1)
    own.forEach((report, place) =>
      reports.push(own.length === 1 ? report : { ...report, name: `${name}#${place}` }),
    )
  }
  return { reports, formats }
}

/** @returns what ended the reading before the file's end. What was read by then counts. */
async function readFile(path: string, file: LogFile): Promise<string | undefined> {
  let fault: string | undefined
  try {
    for await (const text of textOf(path)) {
      file.push(text)
      const { broken, isTooLong } = file.splitter
      if (isTooLong || file.isStrange || (file.format === undefined && broken > mostBroken)) break
    }
  } catch (error) {
    fault = errorText(error)
  }
  file.end()
  return fault
}

function note(
  path: string,
  file: LogFile,
  runs: number,
  fault: string | undefined,
  notes: Notes,
): void {
  const { broken, firstBroken, isCutOff, isTooLong, isEmpty } = file.splitter
  if (runs === 0) {
    if (fault !== undefined) notes.add('closed', path, fault)
    else if (isEmpty) notes.add('empty', path)
    else notes.add(file.format === undefined ? 'unknown' : 'idle', path)
    return
  }
  if (isCutOff || fault !== undefined) notes.add('cut', path, fault)
  if (broken > 0) notes.add('broken', path, `${broken}, the first is line ${firstBroken}`)
  if (isTooLong) notes.add('long', path)
  if (file.unreadable > 0) notes.add('strange', path, `${file.unreadable}`)
}
