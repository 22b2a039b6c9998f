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
  else printTable(runs)
  return exitCode.answered
}

/** Whose each is, where any agent has a name. */
function printTable(runs: readonly RunSummary[]): void {
  const names = runs.some(({ name }) => name !== undefined)
    ? ['agent', ...runs.map(({ name }) => (name === undefined ? '' : idName(name)))]
    : undefined
  const rows = [['run', 'started (UTC)', 'messages', 'ended'], ...runs.map(cellsOf)].map(
    ([run = '', ...cells], at) => [run, ...(names?.slice(at, at + 1) ?? []), ...cells],
  )
  for (const line of table(rows, names === undefined ? 3 : 4)) print(line)
}

function cellsOf({ runId, startedAtMs, turns, endedAtMs, outcome = '' }: RunSummary): string[] {
  const ended = endedAtMs === undefined ? 'goes on, or died' : `${outcome} ${moment(endedAtMs)}`
  return [idName(runId), moment(startedAtMs), String(turns), ended]
}
