import type { Stop, StopKind } from '../codec.ts'
import { brokenOff, stopped } from '../shared/stop.ts'
import { recordsOf, textOf } from '../shared/shape.ts'
import { callItems, type DraftItem, type ResponsesDraft } from './draft.ts'

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
])

/** Why a response that the provider has ended did so. A refusal beats calls. */
export function stopOf(draft: ResponsesDraft): Stop {
  const { status, reason, items } = draft
  if (status === 'incomplete') return incomplete(reason)
  if (status !== 'completed') return brokenOff(`the response ended as "${status}"`, status)
  if (items.some(refuses)) return stopped('refusal', status)
  if (callItems(items).length > 0) return stopped('calls', status)
  const answer = stopped('answer', status)
  const asks = unanswered(items)
  if (asks === undefined) return answer
  const message = `The model waits for something other than a tool's result: add the ${asks} yourself.`
  return { ...answer, message }
}

function incomplete(reason: string | undefined): Stop {
  const kind = reasons.get(reason ?? 'length')
  if (kind === 'length' || kind === 'refusal') return stopped(kind, reason ?? 'incomplete')
  return brokenOff(`the response is incomplete for an unknown reason, "${reason}"`, reason)
}

function refuses({ fields }: DraftItem): boolean {
  return fields.type === 'message' && recordsOf(fields.content).some(isRefusal)
}

function isRefusal({ type, refusal }: Record<string, unknown>): boolean {
  return type === 'refusal' && textOf(refusal) !== ''
}

/** The type of item that the caller owes, if any. */
function unanswered(items: readonly DraftItem[]): string | undefined {
  const types = new Set(items.map(({ fields }) => fields.type))
  const asked = items.find(({ fields: { type } }) => {
    const answer = awaiting.get(type)
    return answer !== undefined && !types.has(answer)
  })
  return awaiting.get(asked?.fields.type)
}
