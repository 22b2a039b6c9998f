import type { RunSummary } from '../../journal/journal.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { idName } from '../approve/call-name.ts'
import { table } from '../term/table.ts'
import { moment } from '../../util/term/time.ts'
import { print, printJson } from '../term/print.ts'
import { withJournal } from './with-journal.ts'

/** `fanfold journal list`: the runs, the oldest first. */
export async function list(file: string, { json }: { readonly json?: boolean }): Promise<ExitCode> {
  const runs = await withJournal(file, 'read', (journal) => journal.runs())
  if (json === true) printJson({ runs })
  else if (runs.length === 0) print(`No runs in ${file}.`)
  else
    for (const line of table(
      [['run', 'started (UTC)', 'messages', 'ended'], ...runs.map(cellsOf)],
      3,
    ))
      print(line)
  return exitCode.answered
}

function cellsOf({ runId, startedAtMs, turns, endedAtMs, outcome = '' }: RunSummary): string[] {
  const ended = endedAtMs === undefined ? 'goes on, or died' : `${outcome} ${moment(endedAtMs)}`
  return [idName(runId), moment(startedAtMs), String(turns), ended]
}
