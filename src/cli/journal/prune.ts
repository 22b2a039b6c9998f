import { usageError } from '../cli-error.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { count, moment } from '../../util/term/time.ts'
import { print, printJson } from '../term/print.ts'
import { withJournal } from './with-journal.ts'

export interface PruneOptions {
  /** In milliseconds. */
  readonly olderThan?: number
  /** Also runs that have not ended. */
  readonly unfinished?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

/** `fanfold journal prune`: counts what is old, and forgets it if told so. */
export async function prune(
  file: string,
  { olderThan, unfinished, yes, json }: PruneOptions,
): Promise<ExitCode> {
  if (olderThan === undefined)
    throw usageError('Expected --older-than <age>, such as 30d. See: fanfold journal prune --help')
  const beforeMs = Date.now() - olderThan
  const old = await withJournal(file, 'read', (journal) =>
    journal.countPrunable({ beforeMs, unfinished }),
  )
  const what = `from before ${moment(beforeMs)} UTC: runs that ${unfinished === true ? 'ended or were left' : 'ended'}, and turns of no run`
  if (yes !== true) {
    if (json === true) printJson({ beforeMs, wouldForget: old })
    else print(`${count(old)} ${what}. Nothing is forgotten without --yes.`)
    return exitCode.answered
  }
  // Taken alone: an engine may be about to go on with what seems old, and prunes by itself with journal.prune().
  const forgotten = await withJournal(file, 'engine', (journal) =>
    journal.prune({ beforeMs, unfinished }),
  )
  if (json === true) printJson({ beforeMs, forgotten })
  else print(`Forgot ${count(forgotten)} ${what}.`)
  return exitCode.answered
}
