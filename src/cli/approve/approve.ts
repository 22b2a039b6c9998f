import { refusal } from '../../journal/refusal.ts'
import { failure, usageError } from '../cli-error.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { print, printJson, printLines } from '../term/print.ts'
import { withJournal } from '../journal/with-journal.ts'
import { pathWord } from '../term/shell-word.ts'
import { plural } from '../../util/term/time.ts'
import { callName } from './call-name.ts'
import { canConfirm, confirm } from './confirm.ts'
import { decide, type Decided } from './decide.ts'
import { findCall } from './find-call.ts'
import { changeLines, readChangedInput } from './changed-input.ts'
import {
  approveCommandLine,
  callPhrase,
  questionLines,
  questionOf,
  sizeOf,
  type Question,
} from './question.ts'

export interface ApproveOptions {
  readonly deny?: boolean
  readonly reason?: string
  /** A file with the arguments that the call is to run with instead. */
  readonly input?: string
  readonly yes?: boolean
  readonly json?: boolean
}

/** `fanfold approve`: lists the calls that wait for a person, or shows one and decides on it. */
export async function approve(
  file: string,
  name: string | undefined,
  options: ApproveOptions,
): Promise<ExitCode> {
  const { deny, reason, yes, json, input } = options
  if (name === undefined) {
    if (deny === true || yes === true || reason !== undefined || input !== undefined)
      throw usageError('Expected <turn>/<call>, the call to decide on. See: fanfold approve --help')
    return listQuestions(file, options)
  }
  if (deny === true && yes === true) throw usageError('Expected --yes or --deny, got both.')
  if (deny === true && input !== undefined)
    throw usageError('Expected --input without --deny: a call that is denied runs with nothing.')
  const given = input === undefined ? undefined : readChangedInput(input)
  const call = await withJournal(file, 'read', (journal) => findCall(journal, name))
  const question = questionOf(call)
  const changedInput = given === question.input ? undefined : given
  const decided: Decided = {
    decision: deny === true ? 'deny' : 'allow',
    ...(reason !== undefined && { reason }),
    ...(changedInput !== undefined && { changedInput }),
  }
  const { turnId, callKey } = call
  const record = { kind: 'call.decided', turnId, callKey, ...decided, atMs: 0 } as const
  const why = refusal(record, { call })
  if (why !== undefined) throw failure(why)
  if (json !== true) {
    printLines(questionLines(question, columns()))
    if (changedInput !== undefined) printLines(changeLines(changedInput, columns()))
  }
  if (deny !== true && yes !== true && !(await mayAllow(file, question, changedInput, options))) {
    print(`Nothing was decided. To deny it: ${approveCommandLine(file, question)} --deny`)
    return exitCode.failed
  }
  await decide(file, call, decided)
  if (json === true)
    printJson({
      turnId,
      callKey,
      call: callName(call),
      name: call.name,
      input: question.input,
      ...decided,
    })
  else {
    const how = changedInput === undefined ? '' : ', with the arguments that were given instead'
    print(`${deny === true ? 'Denied' : 'Allowed'} ${callPhrase(question)}${how}.`)
  }
  return exitCode.answered
}

/** Asks at the terminal. */
async function mayAllow(
  file: string,
  call: Question,
  changedInput: string | undefined,
  { json, input }: ApproveOptions,
): Promise<boolean> {
  if (json !== true && canConfirm()) {
    const what =
      changedInput === undefined
        ? `the ${sizeOf(call.input)} of arguments above`
        : `the ${sizeOf(changedInput)} of arguments that are to be instead`
    return confirm(`Allow ${callPhrase(call)}, with ${what}?`)
  }
  const what = json === true ? '--json does not ask' : 'there is no terminal to ask at'
  const command = approveCommandLine(file, call)
  const withInput = input === undefined ? '' : ` --input ${pathWord(input)}`
  throw usageError(
    `Nothing was decided, for ${what}. To allow it: ${command}${withInput} --yes; to deny it: ${command} --deny`,
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
      printLines(questionLines(questionOf(asked), columns(), file))
    })
  }
  return exitCode.answered
}

function columns(): number {
  return process.stdout.columns ?? 80
}
