import { addAll } from '../../../util/add-all.ts'
import type { ResponsesDraft } from '../draft.ts'
import { type DraftItem, identity, isCall, isCallType, isSameItem } from './draft-item.ts'
import { merged } from './merge.ts'
import { OutputItems } from './output-items.ts'

/**
 * Settles what the stream of items left open by the list of them with which the response ends. That list may be
 * empty or short, for some servers do not repeat themselves.
 *
 * @returns what is wrong, if the two contradict each other or a call is still not whole.
 */
export function settle(draft: ResponsesDraft, output: unknown): string | undefined {
  const before = draft.items.all.filter(isFirst)
  const listed = new OutputItems(draft.isTool, output)
  const after = listed.all.filter(isFirst)
  if (after.length > before.length || (after.length > 0 && before.some(({ open }) => open))) {
    if (!keepInputs(before, after) || !keepCalls(draft.items, listed))
      return 'the response ended with other items than it named'
    keepWords(before, after)
    draft.items = listed
  }
  return draft.status === 'completed' ? endCalls(draft.items) : undefined
}

function isFirst({ again }: DraftItem): boolean {
  return !again
}

/** Nothing more will come of the calls that are open: they are what they are, or not whole. */
function endCalls(items: OutputItems): string | undefined {
  for (const item of items.all) {
    if (!item.open || !isCallType(item.fields)) continue
    const isHalf = item.implied || (isCall(item) && item.given === '')
    if (isHalf && items.isOurs(item)) return 'the response ended before all of its calls did'
    item.open = false
  }
  return undefined
}

/** Hands over what was said of calls of which the list says less; says whether the two do not contradict each other. */
function keepInputs(before: readonly DraftItem[], after: readonly DraftItem[]): boolean {
  const calls = before.filter(({ fields }) => isCallType(fields) && identity({ fields }) !== '')
  const byId = Map.groupBy(calls, identity)
  return after.every((item) => {
    const [said, ...others] = byId.get(identity(item)) ?? []
    // Of calls of one id nobody knows which is meant.
    if (said === undefined || others.length > 0 || said.fields.type !== item.fields.type)
      return true
    const fields = merged(said, item.fields)
    if (fields === undefined) return false
    item.fields = fields
    return true
  })
}

/** Hands over the calls that are certain already; says whether all that are done are the same. */
function keepCalls(before: OutputItems, after: OutputItems): boolean {
  const calls = after.calls
  return before.calls
    .filter(({ open }) => !open)
    .every((item, place) => {
      const same = calls[place]
      if (same === undefined || !isSameItem(item, same)) return false
      if (item.call !== undefined) same.call = item.call
      return true
    })
}

/** Hands over the words that have been told. */
function keepWords(before: readonly DraftItem[], after: readonly DraftItem[]): void {
  const told = before.filter(({ fields }) => fields.type === 'message')
  const messages = after.filter(({ fields }) => fields.type === 'message')
  for (const [place, item] of told.entries()) {
    const same = messages[place]
    if (same === undefined) continue
    same.fields = merged(item, same.fields) ?? same.fields
    addAll(same.pieces, item.pieces)
  }
}
