import { writeFileSync } from 'node:fs'
import { effectsByName } from '../../observe/audit/effects-of.ts'
import { adviceOf } from '../../observe/audit/sums/advice.ts'
import { auditJson } from '../../observe/audit/sums/audit-json.ts'
import { sumsOf } from '../../observe/audit/sums/sums.ts'
import { pageOf } from '../../observe/audit/page/page.ts'
import { errorText } from '../../util/error-text.ts'
import { failure, usageError } from '../cli-error.ts'
import { complain } from '../complain.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { expectOutput, ownPage } from '../output-file.ts'
import { paintFor } from '../../util/term/paint.ts'
import { visibleJson } from '../../util/term/visible.ts'
import { findLogs } from './find-logs.ts'
import { Notes } from './notes.ts'
import { readLogs } from './read-logs.ts'
import { screenOf } from './screen.ts'

/** The options of `fanfold audit`, as commander hands them over. */
export interface AuditCommandOptions {
  readonly json?: boolean
  readonly out?: string
  readonly inputs?: boolean
}

/** `fanfold audit`: reads logs, and says how many of their turns could have been fewer. */
export async function audit(
  paths: readonly string[],
  { json = false, out, inputs = false }: AuditCommandOptions,
): Promise<ExitCode> {
  const notes = new Notes()
  const files = findLogs(paths, notes)
  if (out === '-' && json)
    throw usageError('Expected --json or --out -, got both: they are two outputs.')
  if (out !== undefined && out !== '-') expectOutput('--out', out, files, ownPage)
  const options = { effectsOf: effectsByName(), showInputs: inputs }
  const { reports, formats } = await readLogs(files, options, notes)
  for (const sentence of notes.sentences()) complain(sentence)
  if (reports.length === 0)
    throw usageError("Expected logs of a model's tool calls, found none. See: fanfold audit --help")
  const sums = sumsOf(reports)
  const found = { sums, reports, advice: adviceOf(sums), formats }
  const text = json
    ? visibleJson(auditJson(reports, sums))
    : screenOf(found, paintFor(process.stdout)).join('\n')
  process.stdout.write(out === '-' ? pageOf(found) : `${text}\n`)
  // Last, so that what was found is not lost with it.
  if (out !== undefined && out !== '-') write(out, pageOf(found))
  return exitCode.answered
}

function write(path: string, page: string): void {
  try {
    writeFileSync(path, page)
  } catch (error) {
    throw failure(`Cannot write the report to ${path}: ${errorText(error)}`, error)
  }
}
