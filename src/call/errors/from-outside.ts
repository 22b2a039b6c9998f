import { printable } from '../../util/printable.ts'
import { answer, type CallFailure } from './answer.ts'

/** A call whose tool has no `execute`. It has not ended. */
export function comesFromOutside(name: string): CallFailure {
  const text = `${printable(name)} waits for its result, which comes from outside.`
  return { ...answer('waiting', 'waiting', text), resumable: true }
}

/** A step of a plan whose result comes from outside. */
export function notInPlan(name: string): CallFailure {
  const text = `${printable(name)} was not run: its result comes from outside, and a plan does not wait for that. Call it by itself.`
  return answer('failed', 'not_in_plan', text)
}
