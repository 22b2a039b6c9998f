import type { CallHistory, Journal } from '../../journal/journal.ts'
import { usageError } from '../cli-error.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { plural } from '../term/time.ts'
import { moment, print, printJson, short } from './print.ts'
import { withJournal } from './with-journal.ts'

export interface ApproveOptions {
  readonly deny?: boolean
  readonly reason?: string
  readonly json?: boolean
}

/** `fanfold approve`: lists the calls that wait for a person, or decides on one. */
export async function approve(
  file: string,
  call: string | undefined,
  options: ApproveOptions,
): Promise<ExitCode> {
  if (call === undefined) {
    if (options.deny === true || options.reason !== undefined)
      throw usageError('Expected <turn>/<call>, the call to decide on. See: fanfold approve --help')
    return listQuestions(file, options)
  }
  const decided = await withJournal(file, 'decide', (journal) => decide(journal, call, options))
  if (options.json === true) printJson(decided)
  else print(`${decided.decision === 'deny' ? 'Denied' : 'Allowed'} ${call}.`)
  return exitCode.answered
}

async function listQuestions(file: string, { json }: ApproveOptions): Promise<ExitCode> {
  const questions = await withJournal(file, 'read', (journal) => journal.questions())
  if (json === true) {
    printJson({ questions })
    return exitCode.answered
  }
  if (questions.length === 0) print('No call waits for a person.')
  for (const { name, input, askedAtMs = 0, ...call } of questions)
    print(`${nameOf(call)}  ${name} ${short(input)}  (since ${moment(askedAtMs)} UTC)`)
  return exitCode.answered
}

async function decide(
  journal: Journal,
  call: string,
  { deny, reason }: ApproveOptions,
): Promise<{ readonly turnId: string; readonly callKey: string; readonly decision: string }> {
  const questions = await journal.questions()
  const [asked, another] = questions.filter((question) => nameOf(question) === call)
  // A call that is not on the list any more: the journal itself says why.
  const { turnId, callKey } = asked ?? (await known(journal, call, questions.length))
  if (another !== undefined)
    throw usageError(`Expected a call that is named in one way, but ${call} is two.`)
  const decision = deny === true ? 'deny' : 'allow'
  const given = reason === undefined ? {} : { reason }
  await journal.append({
    kind: 'call.decided',
    turnId,
    callKey,
    decision,
    ...given,
    atMs: Date.now(),
  })
  return { turnId, callKey, decision }
}

/** Ids may hold any character, so each place of a `/` is tried. */
async function known(
  journal: Journal,
  call: string,
  waiting: number,
): Promise<Pick<CallHistory, 'turnId' | 'callKey'>> {
  for (let at = call.indexOf('/'); at >= 0; at = call.indexOf('/', at + 1)) {
    const [turnId, callKey] = [call.slice(0, at), call.slice(at + 1)]
    if ((await journal.turn(turnId)).has(callKey)) return { turnId, callKey }
  }
  throw usageError(
    `Expected <turn>/<call> of a call in ${journal.name}, got ${JSON.stringify(call)}. ` +
      `${plural(waiting, 'call')} ${waiting === 1 ? 'waits' : 'wait'}; without a call, fanfold approve lists them.`,
  )
}

function nameOf({ turnId, callKey }: Pick<CallHistory, 'turnId' | 'callKey'>): string {
  return `${turnId}/${callKey}`
}
