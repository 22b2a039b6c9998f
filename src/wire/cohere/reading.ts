import type { ToolCall } from '../../call/call.ts'
import type { Reading } from '../codec.ts'
import { sendableArguments } from '../shared/arguments/arguments.ts'
import { recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { brokenOff } from '../shared/stop.ts'
import { wireName } from '../shared/wire-name.ts'
import { callOf, type CohereDraft, type DraftCall, functionIn, saidIn } from './draft.ts'
import type { CohereMessage } from './message.ts'
import { fieldOf, spelled } from './spelling.ts'
import { kindOf, stopOf } from './stop.ts'

/** `original` is the message of a whole response, which goes back as it is wherever it can. */
export function finish(
  draft: CohereDraft,
  fault?: string,
  original?: Fields,
): Reading<CohereMessage> {
  const kind = fault === undefined ? kindOf(draft.finishReason) : 'broken'
  const cutOff = kind !== 'calls' && kind !== 'answer'
  const last = draft.calls.at(-1)
  const calls = draft.calls.map((call) =>
    callOf(draft, call, cutOff && (call.open || call === last)),
  )
  const text = draft.content.map((block) => textOf(block.text)).join('')
  const message = original === undefined ? rebuilt(draft) : repaired(draft, original)
  return {
    messages: isUsable(message) ? [message as unknown as CohereMessage] : [],
    calls,
    text,
    stop:
      fault === undefined
        ? stopOf(draft.finishReason, calls.length, text !== '')
        : brokenOff(fault, draft.finishReason),
    usage: draft.usage,
  }
}

function rebuilt({ content, toolPlan, citations, calls, spelling }: CohereDraft): Fields {
  const said = content.filter((block) => block.type !== 'text' || block.text !== '')
  return {
    role: 'assistant',
    ...(said.length > 0 && { content: said }),
    ...(toolPlan !== '' && { [spelled('tool_plan', spelling)]: toolPlan }),
    ...(calls.length > 0 && {
      [spelled('tool_calls', spelling)]: calls.map((call) => sendBack(call)),
    }),
    ...(citations.length > 0 && { citations }),
  }
}

/** The message as it came, save calls whose id is doubled or whose arguments cannot be read. */
function repaired({ calls, spelling }: CohereDraft, original: Fields): Fields {
  const before = recordsOf(fieldOf(original, 'tool_calls'))
  const after = calls.map(sendBack)
  if (after.every((entry, at) => entry === before[at])) return original
  return { ...original, [spelled('tool_calls', spelling)]: after }
}

function sendBack(draft: DraftCall): Fields {
  const { entry } = draft
  const call = draft.call as ToolCall
  const said = functionIn(entry)
  const text = sendableArguments(saidIn(draft), call)
  const { id } = call
  const name = wireName(call.name)
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
