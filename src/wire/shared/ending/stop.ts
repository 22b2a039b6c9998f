import type { Stop, StopKind } from '../../codec.ts'
import { cutReason, redactError } from '../../../util/error-length.ts'
import { errorText } from '../../../util/error-text.ts'
import { textOf } from '../shape.ts'

const sentences: Readonly<Record<Exclude<StopKind, 'broken'>, string>> = {
  calls: 'The model stopped to call tools.',
  answer: 'The model finished its message.',
  length:
    'The message was cut off by the token limit before it was complete, so its calls were not run. Make them again, ' +
    'in smaller pieces if their arguments are long.',
  refusal: 'The message ended in a refusal, so its calls were not run.',
  lost: 'The model meant to call tools, but no call could be read, so nothing was run.',
  paused: 'The provider paused the turn. Send the message back as it is to go on.',
}

/** A provider's word for an ending, without the differences of spelling: `TOOL-CALLS` is `tool_calls`. */
export function plainWord(word: string): string {
  return word
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
}

/** What some servers send in each piece where they mean that nothing has been said yet. */
const noWords: ReadonlySet<string> = new Set(['', 'null', 'none', 'undefined'])

/** What a field says of why a message ends: the provider's word, or `''` if it says nothing. */
export function endingWord(value: unknown): string {
  const word = textOf(value)
  return noWords.has(plainWord(word)) ? '' : word
}

const failure: RegExp =
  /abort|cancel|error|fail|time_?out|interrupt|overload|unavailable|disconnect|exhausted|refused/

/** Whether a word for an ending, which is no provider's known one, says that something went wrong. */
export function isFailure(word: string): boolean {
  return failure.test(plainWord(word))
}

/** `raw` is the provider's own word. */
export function stopped(kind: Exclude<StopKind, 'broken'>, raw?: string): Stop {
  return { kind, raw, message: sentences[kind] }
}

/** `why` is a sentence without a capital and a full stop, or another's words. */
export function brokenOff(why: string, raw?: string): Stop {
  const message = `No complete message came, so its calls were not run: ${cutReason(why)}.`
  return { kind: 'broken', raw, message }
}

/** What an error says, without a full stop and fit to be shown to a model. */
export function errorClause(error: unknown): string {
  return redactError(errorText(error)).replace(/\.$/, '')
}

/** Whether a message came to its end as it should: it was not cut off, refused or lost. */
export function endedWell({ kind }: Stop): boolean {
  return kind === 'calls' || kind === 'answer' || kind === 'paused'
}
