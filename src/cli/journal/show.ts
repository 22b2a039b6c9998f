import type { CallHistory, Journal, RunHistory } from '../../journal/journal.ts'
import { usageError } from '../cli-error.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { moment, plural } from '../../util/term/time.ts'
import { pathWord } from '../term/shell-word.ts'
import { idName, idOf } from '../approve/call-name.ts'
import { print, printJson, short } from '../term/print.ts'
import { withJournal } from './with-journal.ts'

interface ShownTurn {
  readonly turnId: string
  readonly calls: readonly CallHistory[]
}

interface Shown {
  /** Undefined for a turn of no run. */
  readonly run: RunHistory | undefined
  readonly turns: readonly ShownTurn[]
}

/** `fanfold journal show`: a run with its calls, or a turn of no run. */
export async function show(
  file: string,
  id: string,
  { json }: { readonly json?: boolean },
): Promise<ExitCode> {
  const shown = await withJournal(file, 'read', (journal) => find(journal, id))
  if (shown.run === undefined && shown.turns.every(({ calls }) => calls.length === 0))
    throw usageError(
      `Expected a run or a turn of ${file}, got ${JSON.stringify(id)}. See: fanfold journal list ${pathWord(file)}`,
    )
  if (json === true) printJson({ ...shown.run, turns: shown.turns })
  else printShown(shown)
  return exitCode.answered
}

/** An id may be given as it is, or as `fanfold journal list` prints it. */
async function find(journal: Journal, name: string): Promise<Shown> {
  const decoded = idOf(name)
  const found = await findId(journal, name)
  const none = found.run === undefined && found.turns.every(({ calls }) => calls.length === 0)
  return none && decoded !== undefined ? findId(journal, decoded) : found
}

async function findId(journal: Journal, id: string): Promise<Shown> {
  const run = await journal.run(id)
  const ids = run === undefined ? [id] : run.messages.map(({ turnId }) => turnId)
  const turns: ShownTurn[] = []
  for (const turnId of ids)
    turns.push({ turnId, calls: [...(await journal.turn(turnId)).values()] })
  return { run, turns }
}

function printShown({ run, turns }: Shown): void {
  if (run !== undefined) {
    const { started, ended } = run
    print(`run ${idName(started.runId)}, ${started.format}, started ${moment(started.atMs)} UTC`)
    print(ended === undefined ? 'not ended' : `ended ${moment(ended.atMs)} UTC: ${ended.outcome}`)
  }
  for (const { turnId, calls } of turns) {
    print('', `turn ${idName(turnId)}, ${plural(calls.length, 'call')} in the journal`)
    for (const call of calls) print(...linesOf(call))
  }
}

function linesOf(call: CallHistory): string[] {
  const { callKey, name, input, result, decision } = call
  const lines = [`  ${idName(callKey)}  ${short(name)} ${short(input)}`, `    ${stateOf(call)}`]
  if (decision !== undefined) {
    const reason = decision.reason === undefined ? '' : `: ${short(decision.reason)}`
    lines.push(`    ${decision.decision} at ${moment(decision.atMs)}${reason}`)
    if (decision.changedInput !== undefined)
      lines.push(`    with other arguments: ${short(decision.changedInput)}`)
  }
  if (result !== undefined)
    lines.push(
      `    ${short(typeof result.content === 'string' ? result.content : JSON.stringify(result.content))}`,
    )
  return lines
}

function stateOf({ startedAtMs, settledAtMs, result, askedAtMs, decision }: CallHistory): string {
  const started = startedAtMs === undefined ? '' : `started ${moment(startedAtMs)}`
  if (result !== undefined)
    return `${started}${started && ', '}settled ${moment(settledAtMs ?? 0)}: ${result.status}`
  if (startedAtMs !== undefined) return `${started}, no result`
  return askedAtMs !== undefined && decision === undefined
    ? `waits for a person since ${moment(askedAtMs)}`
    : 'not started'
}
