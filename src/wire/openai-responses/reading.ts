import type { Reading, Stop, StopKind } from '../codec.ts'
import { brokenOff, stopped } from '../shared/ending/stop.ts'
import { recordsOf, textOf } from '../shared/shape.ts'
import { callsOf, type ResponsesDraft } from './draft.ts'
import type { ResponsesItem } from './item.ts'
import { type DraftItem, wordsOf } from './items/draft-item.ts'
import { sendBack } from './items/send-back.ts'

/** Why a response is `incomplete`: OpenAI's words, and those of servers that speak the format. */
const reasons: ReadonlyMap<string, StopKind> = new Map([
  ['max_output_tokens', 'length'],
  ['max_tokens', 'length'],
  ['length', 'length'],
  ['content_filter', 'refusal'],
])

/** What the caller of the API has to answer itself, and the item that answers it. */
const awaiting: ReadonlyMap<unknown, string> = new Map([
  ['mcp_approval_request', 'mcp_approval_response'],
  ['computer_call', 'computer_call_output'],
  ['shell_call', 'shell_call_output'],
  ['local_shell_call', 'local_shell_call_output'],
  ['apply_patch_call', 'apply_patch_call_output'],
  ['tool_search_call', 'tool_search_output'],
])

/** What was read, once nothing more will come. */
export function finish(draft: ResponsesDraft, fault?: string): Reading<ResponsesItem> {
  const { items, usage } = draft
  const stop = fault === undefined ? stopOf(draft) : brokenOff(fault, draft.status)
  // It is still being made: nothing of it is worth keeping.
  if (stop.kind === 'lost') return { messages: [], calls: [], text: '', stop, usage }
  const cutOff = stop.kind === 'broken' || stop.kind === 'length' || stop.kind === 'refusal'
  const last = items.all.at(-1)
  const calls = items.calls.flatMap((item) =>
    callsOf(draft, item, cutOff && (item.open || item === last)),
  )
  const asks = cutOff ? undefined : owed(items.all)
  return {
    // First the calls are read, for they go back under the ids that they have got.
    messages: sendBack(items.all, cutOff),
    calls,
    text: items.all.map(wordsOf).join(''),
    stop: asks === undefined ? stop : { ...stop, message: asks },
    usage,
    ...(asks !== undefined && { warnings: [asks] }),
  }
}

/** Why a response that the provider has ended did so. A refusal beats calls. */
export function stopOf(draft: ResponsesDraft): Stop {
  const { status, reason, items } = draft
  if (status === 'incomplete') return incomplete(reason)
  if (status === 'queued' || status === 'in_progress') return unfinished(draft, status)
  if (status !== 'completed') return brokenOff(`the response ended as "${status}"`, status)
  if (items.all.some(refuses)) return stopped('refusal', status)
  return stopped(items.calls.length > 0 ? 'calls' : 'answer', status)
}

function incomplete(reason: string | undefined): Stop {
  const kind = reasons.get(reason ?? 'length')
  if (kind === 'length' || kind === 'refusal') return stopped(kind, reason ?? 'incomplete')
  return brokenOff(`the response is incomplete for an unknown reason, "${reason}"`, reason)
}

/** Another request would make, and cost, another response. */
function unfinished({ id }: ResponsesDraft, status: string): Stop {
  const message =
    `The response is not finished (its status is "${status}"): the provider is still making it in the background. ` +
    `Ask for it by its id${id === '' ? '' : `, ${id},`} with \`responses.retrieve\` until it is, and read that; or leave out \`background\`.`
  return { kind: 'lost', raw: status, message }
}

function refuses({ fields }: DraftItem): boolean {
  return fields.type === 'message' && recordsOf(fields.content).some(isRefusal)
}

function isRefusal({ type, refusal }: Record<string, unknown>): boolean {
  return type === 'refusal' && textOf(refusal) !== ''
}

/** What to do if the model waits for items that only the caller of the API can add. */
function owed(items: readonly DraftItem[]): string | undefined {
  const given = new Set(items.map(({ fields }) => `${textOf(fields.type)} ${idOf(fields)}`))
  const asked = items.find(({ fields }) => {
    const answer = awaiting.get(fields.type)
    return (
      answer !== undefined &&
      fields.execution !== 'server' &&
      !given.has(`${answer} ${idOf(fields)}`)
    )
  })
  const answer = awaiting.get(asked?.fields.type)
  return answer === undefined
    ? undefined
    : `The model waits for something other than a tool's result: add the ${answer} yourself.`
}

/** What an item and its answer have in common. */
function idOf({ call_id: callId }: DraftItem['fields']): string {
  return textOf(callId)
}
