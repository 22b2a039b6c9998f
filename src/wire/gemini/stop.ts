import { printable } from '../../util/printable.ts'
import type { Stop } from '../codec.ts'
import { brokenOff, errorClause, stopped } from '../shared/stop.ts'
import type { GeminiDraft } from './draft.ts'
import { kindOf } from './finish-reason.ts'

/** Why the message ended. `whole`: it came in one piece, so that a finish reason may be missing. */
export function stopOf(draft: GeminiDraft, whole: boolean): Stop {
  const { finishReason: raw, blockReason, parts } = draft
  const kind = kindOf(raw)
  const calls = parts.list.some(({ call }) => call !== undefined)
  if (kind === 'length' || kind === 'refusal') return stopped(kind, raw)
  if (blockReason !== '') return blocked(blockReason)
  if (kind === 'broken' || (raw !== undefined && kind === undefined && (calls || isSilent(draft))))
    return brokenOff(`the provider stopped with ${raw}${explained(draft)}`, raw)
  if (raw === undefined && !whole) return brokenOff('the stream ended before the message did')
  if (raw === undefined && parts.list.length === 0) return brokenOff('the message is empty')
  return stopped(calls ? 'calls' : 'answer', raw)
}

function blocked(reason: string): Stop {
  const message = `The provider blocked the prompt (${printable(reason)}), so there is no answer to it.`
  return { kind: 'refusal', raw: reason, message }
}

function isSilent({ parts }: GeminiDraft): boolean {
  return parts.list.every(({ texts }) => texts === undefined)
}

function explained({ finishMessage }: GeminiDraft): string {
  return finishMessage === '' ? '' : ` (${errorClause(finishMessage).slice(0, 500)})`
}
