import { recordsOf } from '../shared/shape.ts'
import { callItems, type DraftItem, makeItem, type ResponsesDraft, saidOf } from './draft.ts'

/**
 * Settles what the stream of items left open by the list of them with which the response ends. That list may be
 * empty, for some servers do not repeat themselves.
 *
 * @returns what is wrong, if the two contradict each other or a call is still not whole.
 */
export function settle(draft: ResponsesDraft, output: unknown): string | undefined {
  const listed = recordsOf(output)
  const complete = draft.items.every(({ open }) => !open)
  if (listed.length > 0 && !(complete && listed.length === draft.items.length)) {
    const items = listed.map((fields) => makeItem(fields, false))
    if (!keepCalls(draft.items, items)) return 'the response ended with other items than it named'
    draft.items = items
  }
  const unfinished = callItems(draft.items).some(({ open, given }) => open && given === '')
  if (draft.status === 'completed' && unfinished)
    return 'the response ended before all of its calls did'
  return undefined
}

/** Hands over the calls that are certain already; says whether they are the same. */
function keepCalls(before: readonly DraftItem[], after: readonly DraftItem[]): boolean {
  const calls = callItems(after)
  return callItems(before)
    .filter(({ call }) => call !== undefined)
    .every((item, place) => {
      const same = calls[place]
      if (same === undefined || !isSameCall(item, same)) return false
      if (item.call !== undefined) same.call = item.call
      return true
    })
}

function isSameCall(a: DraftItem, b: DraftItem): boolean {
  const { call_id: id, name } = a.fields
  return id === b.fields.call_id && name === b.fields.name && saidOf(a) === saidOf(b)
}
