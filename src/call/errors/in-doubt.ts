import { cutReason } from '../../util/error-length.ts'
import { printable } from '../../util/printable.ts'
import type { ToolCall } from '../call.ts'
import { answer, type CallFailure } from './answer.ts'
import type { ErrorCode } from './codes.ts'
import { reasonOf } from './call-failure.ts'

/** Why a call that was not started now may have run all the same. */
export type Before = keyof typeof befores

const befores = {
  history:
    'The journal had not said whether it ran before, so it may or may not have taken effect.',
  started: 'It had started before, and may or may not have taken effect.',
  elsewhere:
    'The same call is in another turn of this id, and may or may not have taken effect there.',
} as const

const advice = 'Find out before you repeat it.'

/** A call that had started when what ran it ended, and may not be tried again. */
export function inDoubt(
  name: string,
  ended = 'the process that ran it ended',
  cause?: unknown,
  started: true | 'unknown' = true,
): CallFailure {
  const text =
    `${printable(name)} ${started === true ? 'had' : 'may have'} started when ${ended}. It may or may not have taken effect, and was not run again. ` +
    advice
  return answer('unknown', 'in_doubt', text, cause)
}

/** A call whose thread, worker or server is gone, and that may not be tried again. `started`: whether it had been. */
export function lostInDoubt(
  name: string,
  cause: unknown,
  started: true | 'unknown' = true,
): CallFailure {
  const where = started === true ? 'that ran it' : 'that was to run it'
  return inDoubt(name, `the thread, worker or server ${where} was lost`, cause, started)
}

/** A call that did not start now, and may have run before. The rest of `why` stays. */
export function mayHaveRun(name: string, why: CallFailure, before: Before): CallFailure {
  const { code, message, cause } = why.error
  const text = `${printable(name)} was not run now: ${reasonOf(message)} ${befores[before]} ${advice}`
  // What a journal that failed, or a suspension, came to is told by their own codes.
  const own = code === 'journal' || code === 'suspended' ? code : 'in_doubt'
  return { ...why, ...answer('unknown', own, text, cause) }
}

/** A plan of which a step has ended only here, and may go on elsewhere. */
export function openPlan(name: string, { error }: CallFailure): CallFailure {
  const text = `${printable(name)} has not ended, for a step of it may yet go on: ${cutReason(error.message)}`
  return { ...answer('unknown', error.code as ErrorCode, text, error.cause), resumable: true }
}

/** A call that has to come after one which has ended only here, and may go on elsewhere: so may this one. */
export function comesAfterOpen(
  name: string,
  before: Pick<ToolCall, 'id' | 'name'>,
  { error }: CallFailure,
): CallFailure {
  const text =
    `${printable(name)} was not run: it comes after ${printable(before.name)} (${printable(before.id)}), ` +
    'which may yet go on elsewhere.'
  return { ...answer('skipped', error.code as ErrorCode, text, error.cause), resumable: true }
}

/** A call of a conversation that has gone on without its result. */
export function noRecord(name: string): CallFailure {
  return answer(
    'unknown',
    'no_record',
    `${printable(name)} has no result in this conversation, and there is no record of whether it ran. It may or may not have taken ` +
      'effect. Find out before you repeat it.',
  )
}
