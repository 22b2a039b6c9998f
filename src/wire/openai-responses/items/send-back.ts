import type { ToolCall } from '../../../call/call.ts'
import { sendableArguments } from '../../shared/arguments/arguments.ts'
import { recordsOf, textOf, type Fields } from '../../shared/shape.ts'
import { wireName } from '../../shared/sent/wire-name.ts'
import type { ResponsesItem } from '../item.ts'
import { type DraftItem, isCall, isCallType, isCustom, saidOf, wordsOf } from './draft-item.ts'
import { textPart } from './merge.ts'

/**
 * The items to send back. What OpenAI would refuse is left out: of a response that was cut off, what is of no use in
 * part; and reasoning that no item follows.
 */
export function sendBack(items: readonly DraftItem[], cutOff: boolean): ResponsesItem[] {
  const kept = items.filter((item) => isSaid(item) && (!cutOff || isUsable(item)))
  while (kept.at(-1)?.fields.type === 'reasoning') kept.pop()
  return kept.map((item) => asSent(item) as unknown as ResponsesItem)
}

/** Whether an item says anything, and says it first. */
function isSaid(item: DraftItem): boolean {
  return !item.again && (!isCallType(item.fields) || isCall(item))
}

/** Whether an item of a cut-off response can be sent back: calls all can, for each gets its output. */
function isUsable(item: DraftItem): boolean {
  const { call, fields, open } = item
  if (call !== undefined) return true
  if (fields.type === 'message')
    return wordsOf(item) !== '' || recordsOf(fields.content).some(({ refusal }) => textOf(refusal))
  return !open && fields.status !== 'in_progress' && fields.status !== 'incomplete'
}

/** The item as it came, wherever it can be. */
function asSent(item: DraftItem): Fields {
  const { call, fields, open, pieces } = item
  if (call !== undefined) return callAsSent(item, call)
  if (fields.type !== 'message') return fields
  // Without a role it would be refused, and every later request with it.
  if (textOf(fields.role) === '')
    return asSent({ ...item, fields: { ...fields, role: 'assistant' } })
  if (open && pieces.length > 0) return { ...fields, content: [textPart(wordsOf(item))] }
  const content = recordsOf(fields.content)
  return content.some((part) => 'parsed' in part)
    ? { ...fields, content: content.map(({ parsed: _parsed, ...part }) => part) }
    : fields
}

/**
 * A call is changed if it got another id, has a name that no tool can have, or arguments that are not the text of
 * an object. `parsed_arguments`, like a message's `parsed`, is added by the SDK's helpers and refused by the API.
 */
function callAsSent(item: DraftItem, call: ToolCall): Fields {
  const { parsed_arguments: _parsed, ...fields } = item.fields
  const said = saidOf(item)
  const name = wireName(textOf(fields.name) || call.name, 64)
  const body: Fields = isCustom(item.fields)
    ? { input: textOf(said) }
    : { arguments: sendableArguments(said, call) }
  const sent: Fields = { ...fields, call_id: call.id, name, ...body }
  const same = Object.keys(sent).every((key) => sent[key] === item.fields[key])
  return same && !('parsed_arguments' in item.fields) ? item.fields : sent
}
