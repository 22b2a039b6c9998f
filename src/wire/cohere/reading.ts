import type { ToolCall } from '../../call/call.ts'
import type { Reading } from '../codec.ts'
import { sendableArguments } from '../shared/arguments/arguments.ts'
import { endingOf, isCutOff } from '../shared/ending/ending.ts'
import type { IsTool } from '../shared/parallel-wrapper.ts'
import { recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { nameUnlessTool } from '../shared/sent/wire-name.ts'
import {
  callsOf,
  type CohereDraft,
  type DraftCall,
  functionIn,
  isEmptyCall,
  saidIn,
} from './draft.ts'
import type { CohereMessage } from './message.ts'
import { fieldOf, spelled } from './spelling.ts'
import { meaningOf } from './stop.ts'

/** `original` is the message of a whole response, which goes back as it is wherever it can. */
export function finish(
  draft: CohereDraft,
  fault?: string,
  original?: Fields,
): Reading<CohereMessage> {
  const { finishReason: raw, usage } = draft
  const ours = draft.calls.filter((call) => !isEmptyCall(call))
  const text = draft.content.map((block) => textOf(block.text)).join('')
  const ending = endingOf({
    fault,
    kind: meaningOf(raw),
    raw,
    calls: ours.length,
    spoken: text !== '',
  })
  const cutOff = isCutOff(ending)
  const last = ours.at(-1)
  const calls = ours.flatMap((call) => callsOf(draft, call, cutOff && (call.open || call === last)))
  const sent = ours.filter(({ again }) => !again).map((call) => sendBack(call, draft.isTool))
  const message = original === undefined ? rebuilt(draft, sent) : repaired(original, draft, sent)
  const messages = isUsable(message) ? [message as unknown as CohereMessage] : []
  return { messages, calls, text, ...ending, usage }
}

function rebuilt(
  { content, toolPlan, citations, spelling }: CohereDraft,
  calls: readonly Fields[],
): Fields {
  return {
    role: 'assistant',
    ...(content.length > 0 && { content }),
    ...(toolPlan !== '' && { [spelled('tool_plan', spelling)]: toolPlan }),
    ...(calls.length > 0 && { [spelled('tool_calls', spelling)]: calls }),
    ...(citations.length > 0 && { citations }),
  }
}

/** The message as it came, save what the service would refuse: of its content and its calls, those that say nothing. */
function repaired(original: Fields, { content, spelling }: CohereDraft, calls: Fields[]): Fields {
  const message = withList(original, spelled('tool_calls', spelling), calls)
  return Array.isArray(original.content) ? withList(message, 'content', content) : message
}

function withList(message: Fields, key: string, list: readonly Fields[]): Fields {
  const before = recordsOf(message[key])
  if (before.length === list.length && list.every((item, at) => item === before[at])) return message
  const { [key]: _, ...others } = message
  return list.length === 0 ? others : { ...message, [key]: list }
}

function sendBack(draft: DraftCall, isTool: IsTool | undefined): Fields {
  const { entry } = draft
  const call = draft.call as ToolCall
  const said = functionIn(entry)
  const text = sendableArguments(saidIn(draft), call)
  const { id } = call
  const name = nameUnlessTool(call.name, isTool)
  const same = entry.id === id && said.name === name && said.arguments === text
  if (same && entry.type === 'function') return entry
  return { ...entry, id, type: 'function', function: { ...said, name, arguments: text } }
}

/** An assistant message must say or call something. */
function isUsable(message: Fields): boolean {
  const { content } = message
  if (recordsOf(fieldOf(message, 'tool_calls')).length > 0) return true
  return typeof content === 'string' ? content !== '' : recordsOf(content).length > 0
}
