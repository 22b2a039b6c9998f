import type { Stop, StopKind } from '../codec.ts'
import { stopOfKind } from '../shared/stop.ts'

/** The finish reasons (docs.cohere.com/reference/chat), and those of the first version of the API. */
const kinds: ReadonlyMap<string, StopKind> = new Map([
  ['TOOL_CALL', 'calls'],
  ['COMPLETE', 'answer'],
  ['STOP_SEQUENCE', 'answer'],
  ['MAX_TOKENS', 'length'],
  ['ERROR_LIMIT', 'length'],
  ['ERROR_TOXIC', 'refusal'],
  ['ERROR', 'broken'],
  ['TIMEOUT', 'broken'],
  ['USER_CANCEL', 'broken'],
])

export function kindOf(finishReason: string | undefined): StopKind | undefined {
  return kinds.get(finishReason ?? 'COMPLETE')
}

/** Calls beat `COMPLETE`, for their results must follow. */
export function stopOf(raw: string | undefined, calls: number, spoken: boolean): Stop {
  return stopOfKind(kindOf(raw), raw, calls, spoken)
}
