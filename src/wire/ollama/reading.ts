import type { ToolCall } from '../../call/call.ts'
import type { Reading, Stop, StopKind } from '../codec.ts'
import { isRecord, recordsOf, type Fields } from '../shared/shape.ts'
import { brokenOff, stopped } from '../shared/stop.ts'
import { callOf, type DraftCall, functionOf, type OllamaDraft } from './draft.ts'
import type { OllamaMessage } from './message.ts'

/** The reasons of `done_reason`; `load` and `unload` end requests that had no messages. */
const kinds: ReadonlyMap<string, StopKind> = new Map([
  ['stop', 'answer'],
  ['tool_calls', 'answer'],
  ['load', 'answer'],
  ['unload', 'answer'],
  ['length', 'length'],
])

/** Ollama says `stop` after calls, too. */
export function mayCall({ doneReason }: OllamaDraft): boolean {
  return kinds.get(doneReason ?? 'stop') === 'answer'
}

/** `original` is the message of a whole response, which goes back as it is wherever it can. */
export function finish(
  draft: OllamaDraft,
  fault?: string,
  original?: Fields,
): Reading<OllamaMessage> {
  const cutOff = fault !== undefined || !mayCall(draft)
  const last = draft.calls.at(-1)
  const calls = draft.calls.map((call) => callOf(draft, call, cutOff && call === last))
  const message = original === undefined ? rebuilt(draft) : repaired(draft, original)
  const empty = draft.content === '' && draft.thinking === '' && calls.length === 0
  return {
    messages: empty ? [] : [message as unknown as OllamaMessage],
    calls,
    text: draft.content,
    stop: fault === undefined ? stopOf(draft) : brokenOff(fault, draft.doneReason),
    usage: draft.usage,
  }
}

function stopOf({ doneReason: raw, calls }: OllamaDraft): Stop {
  const kind = kinds.get(raw ?? 'stop')
  if (kind === 'length') return stopped('length', raw)
  if (kind === undefined && calls.length > 0)
    return brokenOff(`the provider stopped for an unknown reason, "${raw}"`, raw)
  return stopped(calls.length > 0 ? 'calls' : 'answer', raw)
}

function rebuilt({ content, thinking, others, calls }: OllamaDraft): Fields {
  return {
    role: 'assistant',
    content,
    ...others,
    ...(thinking !== '' && { thinking }),
    ...(calls.length > 0 && { tool_calls: calls.map(sendBack) }),
  }
}

/** The message as it came, save calls that the server would not take back. */
function repaired({ calls }: OllamaDraft, original: Fields): Fields {
  const before = recordsOf(original.tool_calls)
  const after = calls.map(sendBack)
  const same = after.every((entry, at) => entry === before[at])
  return same ? original : { ...original, tool_calls: after }
}

/** The entry as it came, unless its arguments are no object, which the server would refuse, or its id is doubled. */
function sendBack(draft: DraftCall): Fields {
  const { entry } = draft
  const said = functionOf(draft)
  const { id, name, input, invalid } = draft.call as ToolCall
  // Where there are no ids, none is added: nothing would refer to it.
  const ownId = entry.id === undefined || entry.id === '' || entry.id === id
  if (ownId && said.name === name && isRecord(said.arguments)) return entry
  const args = invalid === undefined ? input : {}
  return { ...entry, ...(!ownId && { id }), function: { ...said, name, arguments: args } }
}
