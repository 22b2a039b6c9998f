import { printable } from '../../util/printable.ts'
import { answer, type CallFailure } from './answer.ts'

/** A call whose tool has no `execute`. It has not ended. */
export function comesFromOutside(name: string): CallFailure {
  const text = `${printable(name)} waits for its result, which comes from outside.`
  return { ...answer('waiting', 'waiting', text), resumable: true }
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
