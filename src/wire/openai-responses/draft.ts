import type { ToolCall } from '../../call/call.ts'
import type { Usage } from '../codec.ts'
import { type Arguments, readArguments } from '../shared/arguments/arguments.ts'
import { CallIds } from '../shared/call-ids.ts'
import { type IsTool, unwrapped } from '../shared/parallel-wrapper.ts'
import { atLeast, isRecord, textOf, type Fields } from '../shared/shape.ts'
import { toolName } from './namespace.ts'
import { type DraftItem, isCustom, saidOf } from './items/draft-item.ts'
import { OutputItems } from './items/output-items.ts'

/** A response that is being read, whole or streamed. */
export interface ResponsesDraft {
  id: string
  items: OutputItems
  /** How the response ended; undefined until it has. */
  status: string | undefined
  /** Why, if it ended as `incomplete`. */
  reason: string | undefined
  /** It is made whether anybody reads it or not. */
  background: boolean
  usage: Usage
  readonly ids: CallIds
  readonly isTool: IsTool | undefined
}

export function makeDraft(isTool?: IsTool): ResponsesDraft {
  return {
    id: '',
    items: new OutputItems(isTool),
    status: undefined,
    reason: undefined,
    background: false,
    usage: { inputTokens: 0, outputTokens: 0 },
    ids: new CallIds(),
    isTool,
  }
}

/** What the response says of itself, beside its items. */
export function note(draft: ResponsesDraft, response: Fields): void {
  const { id, usage, incomplete_details: details, background } = response
  draft.id ||= textOf(id)
  draft.background ||= background === true
  if (isRecord(details)) draft.reason = textOf(details.reason) || undefined
  if (!isRecord(usage)) return
  // `input_tokens` counts what was read from the cache too.
  draft.usage = {
    inputTokens: atLeast(draft.usage.inputTokens, usage.input_tokens),
    outputTokens: atLeast(draft.usage.outputTokens, usage.output_tokens),
  }
}

/** What the item's call stands for. Asked for in call order, so that ids are given in that order; read once. */
export function callsOf(
  draft: ResponsesDraft,
  item: DraftItem,
  cutOff = false,
): readonly ToolCall[] {
  const { call_id: callId, id } = item.fields
  item.call ??= {
    // `id` names the item, not the call, but a server that leaves out the one may send the other.
    id: draft.ids.give(textOf(callId) || textOf(id), draft.id),
    name: toolName(item.fields, draft.isTool),
    ...inputOf(item, cutOff),
  }
  return unwrapped(item.call, draft.isTool)
}

function inputOf(item: DraftItem, cutOff: boolean): Arguments {
  const said = saidOf(item)
  return isCustom(item.fields) && typeof said === 'string'
    ? { input: said }
    : readArguments(said, cutOff)
}
