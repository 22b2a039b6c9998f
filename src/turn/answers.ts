import type { StopCause } from '../call/stop-cause.ts'
import type { ToolCall } from '../call/call.ts'
import { readsOnly } from '../call/effects.ts'
import { FanfoldError, ToolError } from '../call/error.ts'
import type { CallError, Status, ToolResult } from '../call/result.ts'
import { cutError, redactError } from '../util/error-length.ts'
import { errorText } from '../util/error-text.ts'
import type { Entry } from './entry.ts'

/** How a call that did not return is answered. */
export interface Answer {
  readonly status: Exclude<Status, 'ok'>
  readonly error: CallError
}

/** Models repeat long lists back; a few names are enough to mend a typo. */
const mostNames = 40

export function unknownTool(name: string, names: readonly string[]): Answer {
  const shown = names.slice(0, mostNames).join(', ')
  const more = names.length > mostNames ? `, and ${names.length - mostNames} more` : ''
  const exist = names.length === 0 ? 'There are no tools.' : `The tools are: ${shown}${more}.`
  return failed('unknown_tool', `There is no tool named "${name}". ${exist}`)
}

export function unreadableInput({ name, invalid }: ToolCall): Answer {
  const message = invalid?.message ?? 'The arguments could not be read.'
  const advice =
    invalid?.reason === 'truncated'
      ? 'Nothing was run. Send the call again, whole.'
      : 'Nothing was run. Send the call again with a JSON object that fits the schema.'
  return failed(`invalid_${invalid?.reason ?? 'json'}`, `${name}: ${message} ${advice}`)
}

export function wrongInput(name: string, issues: readonly string[]): Answer {
  const list = issues.map((issue) => `\n- ${issue}`).join('')
  return failed(
    'invalid_input',
    `The arguments of ${name} do not fit its schema:${list}\nNothing was run. Mend them and call again.`,
  )
}

/** A call of a tool that has failed too often of late. `waitMs`: until it is tried again. */
export function breakerOpen(name: string, waitMs: number): Answer {
  const when = waitMs > 0 ? `in ${Math.ceil(waitMs / 1_000)} s` : 'in a moment'
  return failed(
    'breaker_open',
    `${name} was not run: it has failed too often of late. Try again ${when}, or do without it.`,
  )
}

export function badReference(name: string, why: string): Answer {
  return failed('bad_reference', `${name} was not run: ${why}`)
}

/** A call that needed the result of one that is not ok. */
export function dependencyFailed(name: string, need: ToolResult): Answer {
  const text = `${name} was not run: it needs the result of ${need.name} (${need.id}), which ended ${need.status}.`
  return answer('skipped', 'dependency_failed', text)
}

export function wouldDeadlock(name: string, key: string): Answer {
  return failed(
    'deadlock',
    `${name} was not run: it needs "${key}", which another call holds that waits for the call this one runs inside. ` +
      `Declare "${key}" on the outer tool, so that it is taken together with its other keys.`,
  )
}

export function denied(name: string, reason: string): Answer {
  return answer('denied', 'denied', `${name} was not run: ${reason}`)
}

/**
 * What a tool threw, told without stack and without what looks like a credential; a `ToolError` as it is. Both are cut
 * where no model would read on.
 */
export function threw(name: string, error: unknown): Answer {
  const own = ownWords(error)
  if (own !== undefined) return failed(own.code, cutError(own.message), error)
  return failed('tool_threw', `${name} failed: ${describe(error)}`, error)
}

/** What a `ToolError` says, if it is one and can be read. */
function ownWords(error: unknown): { readonly code: string; readonly message: string } | undefined {
  try {
    if (!(error instanceof ToolError || (FanfoldError.is(error) && error.name === 'ToolError')))
      return undefined
    const { code, message } = error
    return typeof code === 'string' && typeof message === 'string' ? { code, message } : undefined
  } catch {
    return undefined
  }
}

/** A call that had started when its process ended, and may not be tried again. */
export function inDoubt(name: string): Answer {
  return answer(
    'unknown',
    'in_doubt',
    `${name} had started when the process that ran it ended. It may or may not have taken effect, and was not run ` +
      'again. Find out before you repeat it.',
  )
}

/** A call whose worker is gone, and that may not be tried again. */
export function lostInDoubt(name: string): Answer {
  return answer(
    'unknown',
    'in_doubt',
    `${name} had started when the worker that ran it was lost. It may or may not have taken effect, and was not run ` +
      'again. Find out before you repeat it.',
  )
}

/** A call whose every worker is lost, or whose tool changes nothing. */
export function lost(name: string): Answer {
  return failed('attempt_lost', `${name} failed: every worker that ran it was lost.`)
}

/** A call in whose place the journal has another. */
export function anotherCall({ id, name }: ToolCall, was: string): Answer {
  const text = was === name ? 'with other arguments' : `as a call of ${was}`
  return failed(
    'journal_mismatch',
    `${name} was not run: the journal has call ${id} of this turn ${text}. Give a new turn another id.`,
  )
}

/** A call that the journal could not be asked about, or that it could not be told of. */
export function notJournaled(name: string, fault: unknown): Answer {
  return failed('journal', `${name} was not run: the journal failed: ${describe(fault)}`, fault)
}

/** A warning: a call has its result, but after a crash it would be in doubt. */
export function notKept({ id, name }: ToolCall, fault: unknown): string {
  return `The journal did not keep the result of ${name} (${id}): ${describe(fault)}`
}

/** A call whose keys other engines share, when whoever keeps them cannot be asked. */
export function keysUnreachable(name: string, service: string, fault: unknown): Answer {
  return failed(
    'shared_keys',
    `${name} was not run: its keys are shared by ${service}, which failed: ${describe(fault)}`,
    fault,
  )
}

/** A call that had started and was stopped. Of one that changes nothing there is no doubt to tell. */
export function stopped({ call, tool }: Entry, cause: StopCause): Answer {
  const inDoubt = tool === undefined || !readsOnly(tool)
  const doubt = inDoubt ? ' It had started, and may or may not have taken effect.' : ''
  if (cause.kind === 'timeout' || cause.kind === 'deadline')
    return answer('timed-out', cause.kind, `${cause.message}${doubt}`)
  return answer('cancelled', code(cause), `${call.name} was cancelled: ${cause.message}${doubt}`)
}

/** A call that never started. */
export function neverStarted(name: string, cause: StopCause): Answer {
  const text = `${name} was not run: ${cause.message}`
  return answer(cause.kind === 'cancelled' ? 'cancelled' : 'skipped', code(cause), text)
}

function code({ kind }: StopCause): string {
  return kind.replace('-', '_')
}

function failed(code: string, message: string, cause?: unknown): Answer {
  return answer('failed', code, message, cause)
}

function answer(status: Answer['status'], code: string, message: string, cause?: unknown): Answer {
  const error = { code, message } as { code: string; message: string; cause?: unknown }
  // Not enumerable, so that no serialiser carries a stack or a credential to a model by accident.
  if (cause !== undefined) Object.defineProperty(error, 'cause', { value: cause })
  return { status, error }
}

function describe(error: unknown): string {
  return redactError(errorText(error))
}
