import type { ToolCall } from '../../call/call.ts'
import type { Reading, Stop } from '../codec.ts'
import { type DraftCall, textSoFar } from './call.ts'
import { spokenIn } from './content.ts'
import { endingWarning } from './stop.ts'
import { type ChatDraft, settleCalls } from './draft.ts'
import type { ChatMessage } from './message.ts'
import { sendableArguments } from '../shared/arguments/arguments.ts'
import type { IsTool } from '../shared/parallel-wrapper.ts'
import { holdsAnything, isRecord, type Fields } from '../shared/shape.ts'
import { nameUnlessTool } from '../shared/sent/wire-name.ts'

/** `original` is the message of a whole response, which goes back as it is wherever it can. */
export function finish(draft: ChatDraft, stop: Stop, original?: Fields): Reading<ChatMessage> {
  const calls = settleCalls(draft, stop)
  const message = original === undefined ? rebuilt(draft) : repaired(draft, original)
  const warning = endingWarning(stop, draft)
  return {
    messages: isUsable(message) ? [message as unknown as ChatMessage] : [],
    calls,
    text: spokenIn(draft.content).text,
    stop,
    usage: draft.usage,
    ...(warning !== undefined && { warnings: [warning] }),
  }
}

function rebuilt(draft: ChatDraft): Record<string, unknown> {
  const { content = draft.calls.length > 0 || draft.refusal !== '' ? null : '', refusal } = draft
  const message: Record<string, unknown> = { role: 'assistant', content, ...draft.others }
  if (refusal !== '') message.refusal = refusal
  if (draft.calls.length > 0)
    message.tool_calls = draft.calls.map((call) => entryOf(call, draft.isTool))
  return message
}

/**
 * The message as it came, save what no server takes back: an empty list of calls, the old `function_call` (it has no
 * id to answer to, so it becomes a tool call), and calls whose id is doubled or whose arguments cannot be read.
 */
function repaired(draft: ChatDraft, original: Fields): Fields {
  const { tool_calls: calls, function_call: legacy, ...others } = original
  const after = draft.calls.map((call) => entryOf(call, draft.isTool))
  const isSame =
    calls === undefined
      ? after.length === 0
      : isNonEmptyList(calls) && calls.every((entry, at) => entry === after[at])
  if (isSame && original.role === 'assistant' && legacy === undefined) return original
  const message = { role: 'assistant', ...others }
  return after.length === 0 ? message : { ...message, tool_calls: after }
}

function isNonEmptyList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0
}

/** The entry of `tool_calls` for a call; the original one, if it can go back as it is. */
function entryOf(draft: DraftCall, isTool: IsTool | undefined): Fields {
  const { original } = draft
  const call = draft.call as ToolCall
  const { id } = call
  const name = nameUnlessTool(draft.name, isTool)
  const type = draft.custom ? 'custom' : 'function'
  const text = textSoFar(draft)
  const body = draft.custom
    ? { name, input: text }
    : { name, arguments: sendableArguments(draft.value ?? text, call) }
  if (original === undefined) return { ...draft.others, id, type, [type]: body }
  const said = original[type]
  const same =
    original.id === id &&
    original.type === type &&
    isRecord(said) &&
    said.name === name &&
    (draft.custom ? said.input === body.input : said.arguments === body.arguments)
  return same
    ? original
    : { ...original, id, type, [type]: { ...(isRecord(said) ? said : {}), ...body } }
}

/** OpenAI refuses an assistant message that neither says nor calls anything. */
function isUsable(message: Fields): boolean {
  const { role: _role, content, ...others } = message
  const { text, reasoning } = spokenIn(content)
  if (text !== '' || reasoning !== '') return true
  return Object.values(others).some((value) =>
    typeof value === 'string'
      ? value !== ''
      : (isRecord(value) && holdsAnything(value)) || isNonEmptyList(value),
  )
}
