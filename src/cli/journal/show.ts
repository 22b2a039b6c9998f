import type { KeptReply } from '../../agent/run/kept/kept-reply.ts'
import { saidIn, useIn } from '../../agent/run/kept/kept-texts.ts'
import type { ToolCall } from '../../call/call.ts'
import type { CallHistory, Journal, RunHistory } from '../../journal/journal.ts'
import { usageError } from '../cli-error.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { moment, plural } from '../../util/term/time.ts'
import { pathWord } from '../term/shell-word.ts'
import { idName, idOf } from '../approve/call-name.ts'
import { print, printJson } from '../term/print.ts'
import { wrap } from '../term/wrap.ts'
import { lines } from '../../util/term/visible.ts'
import { callLines, unkeptLines } from './call-lines.ts'
import { userWords } from './conversation.ts'
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
  if (run === undefined) {
    for (const turn of turns) printTurn(turn, [])
    return
  }
  const { started, ended } = run
  const { runId, format, name, inside, atMs } = started
  const whose = name === undefined ? '' : `, of the agent ${idName(name)}`
  print(`run ${idName(runId)}, ${format}${whose}, started ${moment(atMs)} UTC`)
  if (inside) print(`began inside call ${idName(inside.callKey)} of turn ${idName(inside.turnId)}`)
  print(ended === undefined ? 'not ended' : `ended ${moment(ended.atMs)} UTC: ${ended.outcome}`)
  for (const words of userWords(started.messages)) printWords('user', words)
  run.messages.forEach(({ reply, calls }, at) => {
    const { text } = reply as Partial<KeptReply>
    if (text) printWords('model', text)
    const turn = turns[at]
    if (turn !== undefined && (calls.length > 0 || turn.calls.length > 0)) printTurn(turn, calls)
  })
}

/** The calls of a turn: those of which something is kept, the others of its message, and what the user said meanwhile. */
function printTurn({ turnId, calls: kept }: ShownTurn, asked: readonly ToolCall[]): void {
  const calls = kept.filter((call) => saidIn(call) === undefined && useIn(call) === undefined)
  print('', `turn ${idName(turnId)}, ${plural(calls.length, 'call')} in the journal`)
  for (const call of calls) print(...callLines(call))
  const keys = new Set(calls.map(({ callKey }) => callKey))
  for (const call of asked) if (!keys.has(call.id)) print(...unkeptLines(call))
  for (const said of kept.map(saidIn)) if (said !== undefined) printWords('user', said.text)
}

/** Whole, for they are what the run was about. */
function printWords(who: string, text: string): void {
  const columns = process.stdout.isTTY === true ? process.stdout.columns - 1 : Infinity
  const [first = '', ...rest] = wrap(lines(text.trimEnd()), columns - 7)
  print('', `${who.padEnd(5)}  ${first}`, ...rest.map((line) => `       ${line}`))
}
