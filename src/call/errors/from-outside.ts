import { cutReason } from '../../util/error-length.ts'
import { printable } from '../../util/printable.ts'
import { answer, type CallFailure } from './answer.ts'
import { codeOfStop, type StopCause } from './stop-cause.ts'

/** A call whose tool has no `execute`. It has not ended. */
export function comesFromOutside(name: string): CallFailure {
  const text = `${printable(name)} waits for its result, which comes from outside.`
  return { ...answer('waiting', 'waiting', text), resumable: true }
}

/** One that was to come from there, and for which nobody waits any more. */
export function notWaitedFor(name: string, { kind, message, resumable }: StopCause): CallFailure {
  const text = `${printable(name)} has no result: ${cutReason(message)}`
  const status = kind === 'cancelled' ? 'cancelled' : 'skipped'
  return { ...answer(status, codeOfStop(kind), text), ...(resumable && { resumable }) }
}

/** A step of a plan whose result comes from outside. */
export function notInPlan(name: string): CallFailure {
  return noStep(name, 'its result comes from outside, and a plan does not wait for that')
}

/** A step of a plan whose tool ends the run. */
export function endsNoPlan(name: string): CallFailure {
  return noStep(name, 'it ends the run, and no step of a plan does that')
}

function noStep(name: string, why: string): CallFailure {
  return answer(
    'failed',
    'not_in_plan',
    `${printable(name)} was not run: ${why}. Call it by itself.`,
  )
}
