import { asSentence, cutError, cutReason, redactError } from '../../util/error-length.ts'
import { shortErrorText } from '../../util/error-text.ts'
import { list, printable } from '../../util/printable.ts'
import type { InvalidInput, ToolCall } from '../call.ts'
import type { ToolResult } from '../report/result.ts'
import { answer, asTransient, type CallFailure } from './answer.ts'
import type { ErrorCode } from './codes.ts'
import { FanfoldError, ToolError } from './error.ts'
import { codeOfStop, type StopCause } from './stop-cause.ts'

export type { CallFailure } from './answer.ts'

/** A few names are enough to fix a typo. */
const mostNames = 40

/** What could not be read as a call at all. */
export function invalidCall(what: string): CallFailure {
  return failed('invalid_call', `${cutReason(what)} Nothing was run.`)
}

export function unknownTool(name: string, names: readonly string[]): CallFailure {
  const shown = list(names, names.length, mostNames)
  const exist = names.length === 0 ? 'There are no tools.' : `The tools are: ${shown}.`
  return failed('unknown_tool', `There is no tool named "${printable(name)}". ${exist}`)
}

export function unreadableInput(name: string, { reason, message }: InvalidInput): CallFailure {
  const advice =
    reason === 'truncated'
      ? 'Nothing was run. Send the call again, whole.'
      : 'Nothing was run. Send the call again with a JSON object that fits the schema.'
  return failed(`invalid_${reason}`, `${printable(name)}: ${cutReason(message)} ${advice}`)
}

export function wrongInput(name: string, issues: readonly string[], cause?: unknown): CallFailure {
  const wrong = issues.map((issue) => `\n- ${issue}`).join('')
  return failed(
    'invalid_input',
    `The arguments of ${printable(name)} do not fit its schema:${wrong}\nNothing was run. Fix them and call again.`,
    cause,
  )
}

/** A call that has failed in the same way before, with the same arguments. `was`: what was said of it then. */
export function failedBefore(name: string, was: string): CallFailure {
  return failed(
    'repeated_failure',
    `${printable(name)} was not run: with these arguments it has failed twice in this run, both times with the same result, and no call that is ` +
      'known to change what it depends on has succeeded since. Call it with other arguments, do first what the failure asks for, use ' +
      `another tool, or go on without it. The failure was: ${cutReason(was)}`,
  )
}

/** A call of a tool that has failed too often recently. `waitMs`: until it is tried again. */
export function breakerOpen(name: string, waitMs: number): CallFailure {
  const when = waitMs > 0 ? `in ${Math.ceil(waitMs / 1_000)} s` : 'in a moment'
  return failed(
    'breaker_open',
    `${printable(name)} was not run: it has failed too often recently. Try again ${when}, or continue without it.`,
  )
}

/** A call under a limit whose service has asked to be left alone for longer than calls are made to wait. */
export function retryLater(name: string, waitMs: number): CallFailure {
  return failed(
    'retry_after',
    `${printable(name)} was not run: its service takes no requests now. Try again in ${Math.ceil(waitMs / 1_000)} s, or continue without it.`,
  )
}

/** The last failure of a call that was to be tried again and, for another reason, was not. */
export function notRetried({ status, error }: CallFailure, why: CallFailure): CallFailure {
  const message = `${error.message}\nIt was not tried again: ${reasonOf(why.error.message)}`
  const whole = answer(status, error.code as ErrorCode, message, error.cause)
  return error.transient ? asTransient(whole) : whole
}

/** The reason alone, of a message that says that nothing was run. */
export function reasonOf(message: string): string {
  return message.replace(/^(.*?) was not run: |Nothing was run\. /, '')
}

export function badReference(name: string, why: string): CallFailure {
  return failed('bad_reference', `${printable(name)} was not run: ${cutReason(why)}`)
}

/** A call that needed the result of one that is not ok. */
export function dependencyFailed(name: string, need: ToolResult): CallFailure {
  const text = `${printable(name)} was not run: it needs the result of ${printable(need.name)} (${printable(need.id)}), which ended ${need.status}.`
  return answer('skipped', 'dependency_failed', text)
}

export function wouldDeadlock(name: string, key: string): CallFailure {
  return failed(
    'deadlock',
    `${printable(name)} was not run: it needs "${printable(key)}", which another call holds that waits for the call this one runs inside. ` +
      `Declare "${printable(key)}" on the outer tool, so that it is taken together with its other keys.`,
  )
}

/** A call that is under way already, and waits for this one. */
export function joinsItself(name: string): CallFailure {
  return failed(
    'deadlock',
    `${printable(name)} was not run again: the same call of a turn of this id is under way, and waits for this one. ` +
      'Give a turn inside a call an id of its own, such as its idempotency key.',
  )
}

/** A call whose key, shared with other engines, the call around it holds in part. */
export function heldInPart(name: string, key: string): CallFailure {
  return failed(
    'deadlock',
    `${printable(name)} was not run: it needs "${printable(key)}", and the call that it runs inside holds a part of it, or holds it for reading, ` +
      `until it ends. Declare "${printable(key)}" on the outer tool, so that it is taken together with its other keys.`,
  )
}

/** `isFault`: nobody said no, but something went wrong around the question. */
export function denied(
  name: string,
  reason: string,
  cause?: unknown,
  isFault?: boolean,
): CallFailure {
  const text = `${printable(name)} was not run: ${cutReason(reason)}`
  return answer('denied', isFault ? 'approval_failed' : 'denied', text, cause)
}

/**
 * What a tool threw, told without stack and without what looks like a credential; a `ToolError` as it is. Both are cut
 * where no model would read on.
 */
export function threw(name: string, error: unknown): CallFailure {
  const own = ownWords(error)
  if (own !== undefined) return failed(own.code as ErrorCode, cutError(own.message), error)
  return failed(codeOf(error), `${printable(name)} failed: ${describe(error)}`, error)
}

/** An error that was made of a response has a code of its own. */
function codeOf(error: unknown): 'http_status' | 'response_unreadable' | 'tool_threw' {
  const { code } = FanfoldError.is(error) ? error : {}
  return code === 'http_status' || code === 'response_unreadable' ? code : 'tool_threw'
}

/** What a `ToolError` says, if it is one and can be read. */
function ownWords(error: unknown): Pick<ToolError, 'code' | 'message' | 'nothingDone'> | undefined {
  try {
    if (!ToolError.is(error)) return undefined
    const { code, message, nothingDone } = error
    const isReadable = typeof code === 'string' && typeof message === 'string'
    return isReadable ? { code, message, nothingDone } : undefined
  } catch {
    return undefined
  }
}

/** A call whose thread, worker or server is gone, and whose tool changes nothing. */
export function lost(name: string, cause: unknown): CallFailure {
  return failed(
    'attempt_lost',
    `${printable(name)} failed: the thread, worker or server that ran it was lost.`,
    cause,
  )
}

/** A call where the journal has another. */
export function anotherCall({ id, name }: ToolCall, was: string): CallFailure {
  const text = was === name ? 'with other arguments' : `as a call of ${printable(was)}`
  return failed(
    'journal_mismatch',
    `${printable(name)} was not run: the journal has call ${printable(id)} of this turn ${text}. Give a new turn another id.`,
  )
}

/** A call that the journal could not be asked about, or that it could not be told of. */
export function notJournaled(name: string, fault: unknown): CallFailure {
  return failed(
    'journal',
    `${printable(name)} was not run: the journal failed: ${describe(fault)}`,
    fault,
  )
}

/** A warning: a call has its result, but after a crash it would be in doubt. */
export function notKept({ id, name }: ToolCall, fault: unknown): string {
  return `The journal did not keep the result of ${printable(name)} (${printable(id)}): ${describe(fault)}`
}

/** A call whose keys other engines share, when the service that keeps them cannot be asked. */
export function keysUnreachable(name: string, service: string, fault: unknown): CallFailure {
  return failed(
    'shared_keys',
    `${printable(name)} was not run: its keys are shared by ${printable(service)}, which failed: ${describe(fault)}`,
    fault,
  )
}

/**
 * A call that had started and was stopped. `isHarmless`: there is no doubt to tell of. `thrown`: by its tool, as it
 * stopped; the model reads its words if they say that nothing was done.
 */
export function stopped(
  name: string,
  cause: StopCause,
  isHarmless: boolean,
  thrown?: unknown,
): CallFailure {
  const doubt = 'It had started, and may or may not have taken effect.'
  const more = isHarmless ? wordsOfNothing(thrown) : doubt
  const reason = cutReason(cause.message)
  const why = more === '' ? reason : `${asSentence(reason)} ${more}`
  if (cause.kind === 'timeout' || cause.kind === 'deadline')
    return endedBy(cause, 'timed-out', why, thrown)
  return endedBy(cause, 'cancelled', `${printable(name)} was cancelled: ${why}`, thrown)
}

function wordsOfNothing(thrown: unknown): string {
  const own = ownWords(thrown)
  return own?.nothingDone === true ? cutReason(own.message) : ''
}

/** A call that never started. `what` is said of one whose result somebody else was to bring. */
export function neverStarted(name: string, cause: StopCause, what = 'was not run'): CallFailure {
  const text = `${printable(name)} ${what}: ${cutReason(cause.message)}`
  return endedBy(cause, cause.kind === 'cancelled' ? 'cancelled' : 'skipped', text)
}

/** A call whose body has neither failed nor ended. */
export function withdrawn(name: string, cause: unknown): CallFailure {
  const text = `${printable(name)} was withdrawn: it has neither failed nor ended.`
  return answer('cancelled', 'withdrawn', text, cause)
}

function endedBy(
  { kind, resumable }: StopCause,
  status: CallFailure['status'],
  text: string,
  thrown?: unknown,
): CallFailure {
  return { ...answer(status, codeOfStop(kind), text, thrown), ...(resumable && { resumable }) }
}

function failed(code: ErrorCode, message: string, cause?: unknown): CallFailure {
  return answer('failed', code, message, cause)
}

function describe(error: unknown): string {
  return redactError(shortErrorText(error))
}
