import type { Reading } from '../codec.ts'
import { brokenOff } from '../shared/stop.ts'
import { callItems, callsOf, type ResponsesDraft, wordsOf } from './draft.ts'
import type { ResponsesItem } from './item.ts'
import { sendBack } from './send-back.ts'
import { stopOf } from './stop.ts'

/** What was read, once nothing more will come. */
export function finish(draft: ResponsesDraft): Reading<ResponsesItem> {
  const { fault } = draft
  const stop = fault === undefined ? stopOf(draft) : brokenOff(fault, draft.status)
  const cutOff = stop.kind === 'broken' || stop.kind === 'length' || stop.kind === 'refusal'
  const last = draft.items.at(-1)
  const calls = callItems(draft.items).flatMap((item) =>
    callsOf(draft, item, cutOff && (item.open || item === last)),
  )
  return {
    // First the calls are read, for they go back under the ids that they have got.
    messages: sendBack(draft.items, cutOff),
    calls,
    text: draft.items.map(wordsOf).join(''),
    stop,
    usage: draft.usage,
  }
}
