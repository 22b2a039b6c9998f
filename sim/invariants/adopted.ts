import { isDeepStrictEqual } from 'node:util'
import type { ToolResult } from '../../src/call/report/result.ts'
import type { CallWatch } from '../watch/call-watch.ts'
import type { History } from '../watch/history.ts'
import { isCopy, staleFault } from './shared.ts'

function donorOf({ turn }: CallWatch, { value }: ToolResult): CallWatch | undefined {
  return turn.donor?.calls.find(
    ({ result, isEarly }) => isEarly && result?.status === 'ok' && isCopy(value, result.value),
  )
}

/** The result is an early one of a discarded turn. */
export function isAdopted(call: CallWatch, result: ToolResult): boolean {
  return result.status === 'ok' && donorOf(call, result) !== undefined
}

export function adoptionFault(
  call: CallWatch,
  result: ToolResult,
  history: History,
  told: string,
): string | undefined {
  if (donorOf(call, result)?.inputKey !== call.inputKey)
    return `${told} by the result of another call`
  const isTaken = call.turn.calls.some(
    (other) => other !== call && isDeepStrictEqual(other.result?.value, result.value),
  )
  if (isTaken && !call.isShared) return `${told} by a result that was taken over already`
  return staleFault(call, result, history, told)
}
