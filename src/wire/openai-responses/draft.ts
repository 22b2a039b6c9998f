import type { ToolCall } from '../../call/call.ts'
import type { Usage } from '../codec.ts'
import { type Arguments, readArguments } from '../shared/arguments/arguments.ts'
import { CallIds } from '../shared/call-ids.ts'
import { type IsTool, unwrapped } from '../shared/parallel-wrapper.ts'
import { atLeast, isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'

/** An output item that is being read. */
export interface DraftItem {
  /** As it came last; never changed. */
  fields: Fields
  /** The pieces of its arguments or its words, joined only at the end. */
  readonly pieces: string[]
  /** Its whole arguments, which an event of their own repeats before the item is done. */
  given: string
  open: boolean
  /** The call, once it is certain. */
  call?: ToolCall
}

/** A response that is being read, whole or streamed. */
export interface ResponsesDraft {
  id: string
  items: DraftItem[]
  /** How the response ended; undefined until it has. */
  status: string | undefined
  /** Why, if it ended as `incomplete`. */
  reason: string | undefined
  /** Why nothing of it can be believed, if that is so. */
  fault: string | undefined
  usage: Usage
  readonly ids: CallIds
  readonly isTool: IsTool | undefined
}

export function makeDraft(isTool?: IsTool): ResponsesDraft {
  return {
    id: '',
    items: [],
    status: undefined,
    reason: undefined,
    fault: undefined,
    usage: { inputTokens: 0, outputTokens: 0 },
    ids: new CallIds(),
    isTool,
  }
}

export function makeItem(fields: Fields, open: boolean): DraftItem {
  return { fields, pieces: [], given: '', open }
}

/** What the response says of itself, beside its items. */
export function note(draft: ResponsesDraft, response: Fields): void {
  const { id, usage, incomplete_details: details } = response
  draft.id ||= textOf(id)
  if (isRecord(details)) draft.reason = textOf(details.reason) || undefined
  if (!isRecord(usage)) return
  // `input_tokens` counts what was read from the cache too.
  draft.usage = {
    inputTokens: atLeast(draft.usage.inputTokens, usage.input_tokens),
    outputTokens: atLeast(draft.usage.outputTokens, usage.output_tokens),
  }
}

export function isCall(item: DraftItem): boolean {
  return item.fields.type === 'function_call' || isCustom(item)
}

export function isCustom({ fields }: DraftItem): boolean {
  return fields.type === 'custom_tool_call'
}

/** The output of a call, which is not to be answered again. */
export function isOutput({ type }: Fields): boolean {
  return textOf(type).endsWith('_call_output')
}

/**
 * The calls that are ours to run. What OpenAI runs itself has item types of its own; a call whose output stands in
 * the same response is answered already.
 */
export function callItems(items: readonly DraftItem[]): DraftItem[] {
  const calls = items.filter(isCall)
  if (calls.length === 0) return calls
  const served = new Set<unknown>()
  for (const { fields } of items) if (isOutput(fields)) served.add(fields.call_id)
  return served.size === 0
    ? calls
    : calls.filter(({ call, fields }) => call !== undefined || !served.has(fields.call_id))
}

/** What the item's call stands for. Asked for in call order, so that ids are given in that order; read once. */
export function callsOf(
  draft: ResponsesDraft,
  item: DraftItem,
  cutOff = false,
): readonly ToolCall[] {
  const { call_id: callId, id, name } = item.fields
  item.call ??= {
    // `id` names the item, not the call, but a server that leaves out the one may send the other.
    id: draft.ids.give(textOf(callId) || textOf(id), draft.id),
    name: textOf(name) || 'unnamed_tool',
    ...inputOf(item, cutOff),
  }
  return unwrapped(item.call, draft.isTool)
}

function inputOf(item: DraftItem, cutOff: boolean): Arguments {
  const said = saidOf(item)
  return isCustom(item) && typeof said === 'string' ? { input: said } : readArguments(said, cutOff)
}

/** The arguments or the custom tool's input as they came: text, unless a server sends something else. */
export function saidOf(item: DraftItem): unknown {
  const { fields, given, pieces, open } = item
  const said = isCustom(item) ? fields.input : fields.arguments
  if (!open && said !== '' && said !== undefined && said !== null) return said
  return given || (pieces.length > 0 ? pieces.join('') : said)
}

/** The words of a message item; none of any other item. */
export function wordsOf({ fields, open, pieces }: DraftItem): string {
  if (fields.type !== 'message') return ''
  if (open && pieces.length > 0) return pieces.join('')
  return recordsOf(fields.content)
    .map(({ text }) => textOf(text))
    .join('')
}
