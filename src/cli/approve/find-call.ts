import type { CallHistory, Journal } from '../../journal/journal.ts'
import { usageError } from '../cli-error.ts'
import { pathWord } from '../term/shell-word.ts'
import { plural } from '../../util/term/time.ts'
import { callName, placesOf } from './call-name.ts'

/**
 * What a journal has of the call that is named so.
 *
 * @throws {CliError} if there is no such call, or the name can be read as two.
 */
export async function findCall(journal: Journal, name: string): Promise<CallHistory> {
  const found = new Map<string, CallHistory>()
  for (const { turnId, callKey } of placesOf(name)) {
    const call = (await journal.turn(turnId)).get(callKey)
    if (call === undefined) continue
    if (callName(call) === name) return call
    found.set(callName(call), call)
  }
  const [only] = found.values()
  if (only !== undefined && found.size === 1) return only
  if (only !== undefined)
    throw usageError(
      `Expected a call that is named in one way, got ${JSON.stringify(name)}, which may be ${[...found.keys()].join(' or ')}. Give one of these.`,
    )
  const waiting = (await journal.questions()).length
  throw usageError(
    `Expected <turn>/<call> of a call in ${journal.name}, got ${JSON.stringify(name)}. ` +
      `${plural(waiting, 'call')} ${waiting === 1 ? 'waits' : 'wait'}; to list them: fanfold approve ${pathWord(journal.name)}`,
  )
}
