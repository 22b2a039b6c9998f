import type { Blocker } from '../../call/report/result.ts'
import type { CallRecord } from '../call-record.ts'

/** Who stands in a call's way, and the key on which they meet if that is why. */
export interface InTheWay {
  readonly call: CallRecord
  readonly key?: string
}

/** The same, as events and results tell it. */
export function blockerOf({ call, key }: InTheWay): Blocker {
  const { turn, id, index } = call
  return { turnId: turn.id, callId: id, index, ...(key !== undefined && { key }) }
}

/** What a call of the same turn waits for, in words. */
export function conflictDetail({ call, key }: InTheWay): string {
  return `${key} (call ${call.index + 1}, ${call.call.name})`
}
