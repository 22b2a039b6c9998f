import type { CallHistory } from '../../journal/journal.ts'
import { refusal } from '../../journal/refusal.ts'
import { failure, usageError } from '../cli-error.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { print, printJson, printLines } from '../journal/print.ts'
import { withJournal } from '../journal/with-journal.ts'
import { plural } from '../term/time.ts'
import { callName } from './call-name.ts'
import { canConfirm, confirm } from './confirm.ts'
import { decide, type Decided } from './decide.ts'
import { findCall } from './find-call.ts'
import { approveCommandLine, callPhrase, questionLines, sizeOf } from './question.ts'

export interface ApproveOptions {
  readonly deny?: boolean
  readonly reason?: string
  readonly yes?: boolean
  readonly json?: boolean
}

/** `fanfold approve`: lists the calls that wait for a person, or shows one and decides on it. */
export async function approve(
  file: string,
  name: string | undefined,
  options: ApproveOptions,
): Promise<ExitCode> {
  const { deny, reason, yes, json } = options
  if (name === undefined) {
    if (deny === true || yes === true || reason !== undefined)
      throw usageError('Expected <turn>/<call>, the call to decide on. See: fanfold approve --help')
    return listQuestions(file, options)
  }
  const call = await withJournal(file, 'read', (journal) => findCall(journal, name))
  const decision = deny === true ? 'deny' : 'allow'
  const decided: Decided = { decision, ...(reason !== undefined && { reason }) }
  const { turnId, callKey } = call
  const record = { kind: 'call.decided', turnId, callKey, ...decided, atMs: 0 } as const
  const why = refusal(record, { call })
  if (why !== undefined) throw failure(why)
  if (json !== true) printLines(questionLines(call, columns()))
  if (deny !== true && yes !== true && !(await mayAllow(file, call, options))) {
    print(`Nothing was decided. To deny it: ${approveCommandLine(file, call)} --deny`)
    return exitCode.failed
  }
  await decide(file, call, decided)
  if (json === true)
    printJson({
      turnId,
      callKey,
      call: callName(call),
      name: call.name,
      input: call.input,
      ...decided,
    })
  else print(`${deny === true ? 'Denied' : 'Allowed'} ${callPhrase(call)}.`)
  return exitCode.answered
}

/** Asks at the terminal. */
async function mayAllow(
  file: string,
  call: CallHistory,
  { json }: ApproveOptions,
): Promise<boolean> {
  if (json !== true && canConfirm())
    return confirm(`Allow ${callPhrase(call)}, with the ${sizeOf(call.input)} of arguments above?`)
  const what = json === true ? '--json does not ask' : 'there is no terminal to ask at'
  const command = approveCommandLine(file, call)
  throw usageError(
    `Nothing was decided, for ${what}. To allow it: ${command} --yes; to deny it: ${command} --deny`,
  )
}

async function listQuestions(file: string, { json }: ApproveOptions): Promise<ExitCode> {
  const questions = await withJournal(file, 'read', (journal) => journal.questions())
  if (json === true)
    printJson({ questions: questions.map((asked) => ({ call: callName(asked), ...asked })) })
  else if (questions.length === 0) print('No call waits for a person.')
  else {
    if (questions.length > 1) print(`${plural(questions.length, 'call')} wait for a person.`, '')
    questions.forEach((asked, index) => {
      if (index > 0) print('')
      printLines(questionLines(asked, columns(), file))
    })
  }
  return exitCode.answered
}

function columns(): number {
  return process.stdout.columns ?? 80
}
