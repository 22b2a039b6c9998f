import type { ToolResult } from '../../src/call/result.ts'
import type { CallWatch } from '../watch/call-watch.ts'

function donorOf({ turn }: CallWatch, { value }: ToolResult): CallWatch | undefined {
  return turn.donor?.calls.find(
    ({ result, isEarly }) => isEarly && result?.status === 'ok' && result.value === value,
  )
}

/** The result is an early one of a discarded turn. */
export function isAdopted(call: CallWatch, result: ToolResult): boolean {
  return result.status === 'ok' && donorOf(call, result) !== undefined
}

export function adoptionFault(
  call: CallWatch,
  result: ToolResult,
  told: string,
): string | undefined {
  if (donorOf(call, result)?.inputKey !== call.inputKey)
    return `${told} by the result of another call`
  const isTaken = call.turn.calls.some(
    (other) => other !== call && other.result?.value === result.value,
  )
  return isTaken && !call.isShared ? `${told} by a result that was taken over already` : undefined
}
