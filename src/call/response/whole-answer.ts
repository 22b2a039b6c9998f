import type { Clock } from '../../util/clock.ts'
import { lastYielded, yieldsValues } from '../last-yielded.ts'
import { isResponse } from './is-response.ts'
import { errorOf, readResponse } from './read-response.ts'

/** The value that a body's answer stands for, where it runs elsewhere: the last that it yields, or what its `Response` says. */
export async function wholeAnswer(
  answer: unknown,
  tell: (value: unknown) => unknown,
  clock: Clock,
): Promise<unknown> {
  const last = yieldsValues(answer) ? await lastYielded(answer, tell, clock) : answer
  return isResponse(last) ? readResponse(last, clock) : last
}

/** The error that a thrown value stands for. Never rejects. */
export async function wholeError(thrown: unknown, clock: Clock): Promise<unknown> {
  return isResponse(thrown) ? errorOf(thrown, clock) : thrown
}
