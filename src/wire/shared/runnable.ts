import type { ToolCall } from '../../call/call.ts'
import type { Reading } from '../codec.ts'
import { unreadable } from '../source/source-error.ts'

/**
 * The calls of a whole message, fit to be executed: those of a message that was cut off or refused are marked, so
 * that they are answered but not run.
 *
 * @throws {FanfoldError} `unreadable_response` if the message is not one of this provider's.
 */
export function runnable({ calls, stop }: Reading<unknown>): readonly ToolCall[] {
  if (stop.kind === 'broken') throw unreadable(stop.message)
  if (stop.kind !== 'length' && stop.kind !== 'refusal') return calls
  return calls.map((call) => ({
    ...call,
    invalid: call.invalid ?? { reason: 'truncated', message: stop.message, text: '' },
  }))
}
