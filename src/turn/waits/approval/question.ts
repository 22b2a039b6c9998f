import type { TimerHandle } from '../../../util/clock.ts'
import type { CallRecord } from '../../call-record.ts'
import type { Verdict } from './approve.ts'

/** One question, for all calls of a turn that ask the same. */
export interface Question {
  readonly calls: Set<CallRecord>
  /** What the calls would run with, as canonical JSON, if that can hold it. */
  readonly input: string | undefined
  readonly controller: AbortController
  /** The one of its calls on which somebody is to decide in the journal. */
  about: { readonly call: CallRecord; readonly controller: AbortController } | undefined
  readonly timers: TimerHandle[]
  verdict: Verdict | undefined
}

export function newQuestion(input: string | undefined): Question {
  return {
    calls: new Set(),
    input,
    controller: new AbortController(),
    about: undefined,
    timers: [],
    verdict: undefined,
  }
}
