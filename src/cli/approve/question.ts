import type { CallHistory, CallIdentity } from '../../journal/journal.ts'
import { jsonLines } from '../term/json-lines.ts'
import { pathWord } from '../term/shell-word.ts'
import { moment, plural } from '../../util/term/time.ts'
import { visible } from '../../util/term/visible.ts'
import { fill } from '../term/wrap.ts'
import { callName } from './call-name.ts'

/** A call that waits for a person, as that person is to see it. Its `input` is what it would run with. */
export interface Question extends CallIdentity {
  /** Milliseconds since the epoch. */
  readonly askedAtMs?: number | undefined
}

/** References replaced, defaults filled in. What JSON cannot hold, or an earlier version has asked, is as it came. */
export function questionOf(kept: CallHistory): Question {
  return { ...kept, input: kept.resolvedInput ?? kept.input }
}

/**
 * All that is to be known before deciding on a call, its whole arguments in particular, as lines for a terminal.
 *
 * @param columns the terminal's width, in cells.
 * @param file the journal, if there is one in which the call can be decided on: the commands for that are named.
 */
export function questionLines(question: Question, columns: number, file?: string): string[] {
  const { name, input, askedAtMs } = question
  const since = askedAtMs === undefined ? '' : `, since ${moment(askedAtMs)} UTC`
  const shown = jsonLines(input, columns - 5)
  const commands = file === undefined ? [] : commandsFor(question, file)
  return [
    `A call waits for approval${since}.`,
    ...fill(visible(name), Math.max(8, columns - 14)).map(
      (part, at) => `  ${at === 0 ? 'tool ' : '    │'}      ${part}`,
    ),
    `  call       ${callName(question)}`,
    `  arguments  ${sizeOf(input)} on ${plural(shown.length, 'line')}:`,
    ...shown.map((line) => `    ${line}`),
    ...commands,
  ]
}

/** What allows a call, and what denies it, in any POSIX shell. */
function commandsFor(question: Question, file: string): string[] {
  const command = approveCommandLine(file, question)
  return [`  decide     ${command}`, `  deny       ${command} --deny`]
}

/** The command that shows a call and asks whether to allow it, as it can be pasted into a POSIX shell. */
export function approveCommandLine(file: string, question: Question): string {
  return `fanfold approve ${pathWord(file)} ${callName(question)}`
}

/** How much there is to be read. */
export function sizeOf(input: string): string {
  return plural(input.length, 'character')
}

/** Which call, in a sentence. */
export function callPhrase(question: Question): string {
  return `${visible(question.name)}, call ${callName(question)}`
}
